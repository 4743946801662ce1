"""`/hsds`: the directory as HSDS 3.0, for other directories.

Source:
    HSDS 3.0, API reference (`schema/openapi.json`): paths, parameters and pages are its, not ours.
"""

from math import ceil
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime

from services.referrals.directory.actions.export_hsds import (
    NumberedPage,
    export_changes,
    export_organization,
    export_organizations,
    export_service,
    export_services,
)
from services.referrals.directory.api.views import json_answer
from services.referrals.directory.domain.search import PublishedSearch
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.contracts.referrals.hsds.page import HsdsIntroduction, HsdsPage
from shared.refusals import Invalid
from shared.web.caller import Work, holding
from shared.web.documented import READS

router = APIRouter(prefix="/hsds", tags=["hsds"])

A_SERVICE = {"id": "ac148810-d857-441c-9679-408f346de14b", "name": "Community Counselling", "status": "active"}
AN_ORGANIZATION = {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Example Organization Inc."}


def _showing(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {**READS, 200: {"content": {"application/json": {"example": example}}}}


def _page_of(item: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    about = {"total_items": 1, "total_pages": 1, "page_number": 1, "size": 1, "first_page": True, "last_page": True}
    return _showing({**about, "empty": False, "contents": [item]})


Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]

LARGEST_PAGE = 200
LARGEST_PAGE_OF_CHANGES = 10_000

PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="From 1.")]
PerPage = Annotated[int, Query(ge=1, le=LARGEST_PAGE_OF_CHANGES, description="At most 200 but with `minimal`.")]
Words = Annotated[str, Query(max_length=200, description="Full text search: words, each the beginning of one.")]
Format = Annotated[str, Query(max_length=20, description="`json` is what we have.")]


async def _only_json(format: Format = "json") -> None:  # noqa: A002 - HSDS's name
    if format != "json":
        raise Invalid.field("#/query/format", "unknown", "We have json.", "Le format proposé est json.")


async def _wanted(
    search: Words = "",
    taxonomy_term_id: UUID | None = None,
    taxonomy_id: UUID | None = None,
    organization_id: UUID | None = None,
    modified_after: Annotated[AwareDatetime | None, Query(description="Changed here then or later.")] = None,
) -> PublishedSearch:
    return PublishedSearch(
        search=search,
        term_id=taxonomy_term_id,
        taxonomy_id=taxonomy_id,
        organization_id=organization_id,
        modified_after=modified_after,
    )


OnlyJson = Depends(_only_json)


@router.get(
    "",
    summary="Introduce this directory",
    responses=_showing(
        {"version": "3.0", "profile": "https://docs.openreferral.org/en/v3.0.0/hsds/", "openapi_url": "/openapi.json"}
    ),
)
@router.get("/", include_in_schema=False)
async def introduce(request: Request, _actor: Reader) -> HsdsIntroduction:
    """Which version of HSDS this is."""
    public_url = request.app.state.service.settings.public_url
    return HsdsIntroduction(
        version="3.0",
        profile="https://docs.openreferral.org/en/v3.0.0/hsds/",
        openapi_url=f"{public_url}/openapi.json",
    )


@router.get(
    "/services",
    summary="List services",
    responses=_page_of(A_SERVICE),
    response_model=HsdsPage,
    dependencies=[OnlyJson],
)
async def services(
    actor: Reader,
    work: Work,
    wanted: Annotated[PublishedSearch, Depends(_wanted)],
    *,
    page: PageNumber = 1,
    per_page: PerPage = 50,
    minimal: Annotated[bool, Query(description="Only ids and when each changed.")] = False,
    full: Annotated[bool, Query(description="With everything that belongs to a service.")] = False,
) -> Response:
    """Services that are published now, active or not."""
    if minimal:
        changes = await export_changes(work, actor, wanted, limit=per_page, offset=(page - 1) * per_page)
        return _numbered(changes, page, per_page)
    per_page = min(per_page, LARGEST_PAGE)
    found = await export_services(work, actor, wanted, limit=per_page, offset=(page - 1) * per_page, full=full)
    return _numbered(found, page, per_page)


@router.get(
    "/services/{service_id}", summary="Open a service", responses=_showing(A_SERVICE), response_model=dict[str, Any]
)
async def service(service_id: UUID, actor: Reader, work: Work) -> Response:
    """A service with everything that belongs to it, as it was published; unknown fields and all."""
    return json_answer(await export_service(work, actor, ListingId(service_id)))


@router.get(
    "/organizations",
    summary="List organizations",
    responses=_page_of(AN_ORGANIZATION),
    response_model=HsdsPage,
    dependencies=[OnlyJson],
)
async def organizations(
    actor: Reader,
    work: Work,
    *,
    search: Words = "",
    page: PageNumber = 1,
    per_page: PerPage = 50,
    full: Annotated[bool, Query(description="With everything that belongs to an organization.")] = False,
    full_service: Annotated[bool, Query(description="With its services, in full.")] = False,
) -> Response:
    """Who offers something."""
    per_page = min(per_page, LARGEST_PAGE)
    found = await export_organizations(
        work, actor, search, limit=per_page, offset=(page - 1) * per_page, full=full, full_service=full_service
    )
    return _numbered(found, page, per_page)


@router.get(
    "/organizations/{organization_id}",
    summary="Open an organization",
    responses=_showing(AN_ORGANIZATION),
    response_model=dict[str, Any],
)
async def organization(
    organization_id: UUID,
    actor: Reader,
    work: Work,
    *,
    full_service: Annotated[bool, Query(description="With its services in full, not by name only.")] = False,
) -> Response:
    """An organization with its services."""
    found = await export_organization(work, actor, OrganizationId(organization_id), full_service=full_service)
    return json_answer(found)


def _numbered(found: NumberedPage, page: int, per_page: int) -> Response:
    pages = ceil(found.total / per_page)
    return json_answer(
        {
            "total_items": found.total,
            "total_pages": pages,
            "page_number": page,
            "size": len(found.documents),
            "first_page": page == 1,
            "last_page": page >= pages,
            "empty": not found.documents,
            "contents": found.documents,
        }
    )
