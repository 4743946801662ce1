"""`/fhir/HealthcareService`, `/fhir/Location` and `/fhir/Organization`: the directory, and who takes part."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.referrals.directory.actions.export_hsds import export_organization
from services.referrals.directory.actions.find_listings import find_listings, open_listing
from services.referrals.directory.domain.search import Search
from services.referrals.fhir.rendering.directory import healthcare_service, location, organization
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.database.unit_of_work import UnitOfWork
from shared.fhir.elements import Element
from shared.fhir.people import id_in
from shared.refusals import NotFound
from shared.web.caller import OpenWork, PassedOn, Work, holding
from shared.web.fhir import SPEAKS_FHIR, a_bundle_of, answered, found, shown
from shared.web.fhir_searches import Count, ids_in, listed, refuse_together, search_by
from shared.web.pages import DEFAULT_LIMIT, After, cursor, keys_of

router = APIRouter(prefix="/fhir", tags=["fhir"], dependencies=[*SPEAKS_FHIR])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]

_LISTING: Final = "0198c0de-0000-7000-8000-0000000000e1"
A_SERVICE: Final[Element] = {
    "resourceType": "HealthcareService",
    "id": _LISTING,
    "meta": {"versionId": "1"},
    "active": True,
    "name": "Rooms for now",
    "location": [{"reference": f"Location/{_LISTING}-0"}],
}
A_LOCATION: Final[Element] = {"resourceType": "Location", "id": f"{_LISTING}-0", "status": "active", "name": "Entrance"}
AN_ORGANIZATION: Final[Element] = {
    "resourceType": "Organization",
    "id": "0198c0de-0000-7000-8000-0000000000a1",
    "name": "Habitat Valmont",
}


@router.get(
    "/HealthcareService",
    summary="Search the directory as FHIR",
    responses=shown(a_bundle_of(A_SERVICE)),
    response_class=Response,
)
async def find_services(
    request: Request,
    actor: Reader,
    work: Work,
    *,
    ids: Annotated[str | None, search_by("_id", "token", "Ids, with commas between.")] = None,
    words: Annotated[str, search_by("name", "string", "Words, each the beginning of one in the listing.")] = "",
    service_type: Annotated[str | None, search_by("service-type", "token", "Codes of needs; any will do.")] = None,
    count: Count = DEFAULT_LIMIT,
    after: After = None,
) -> Response:
    """Listings that are offered now, in the order of their names."""
    if ids is not None:
        refuse_together("_id", *(["name"] if words else []), *(["service-type"] if service_type else []))
        return found(request, "HealthcareService", await _services_of(work, actor, ids))
    needs = [] if service_type is None else [one.rpartition("|")[2].lower() for one in service_type.split(",")]
    asked = Search(text=words, needs=needs)
    listings = await find_listings(work, actor, asked, keys_of(after, str, UUID), count)
    following = cursor(*listings[count - 1].after) if len(listings) > count else None
    services = [healthcare_service(one) for one in listings[:count]]
    return found(request, "HealthcareService", services, following=following)


@router.get(
    "/HealthcareService/{listing_id}",
    summary="Open a listing as FHIR",
    responses=shown(A_SERVICE, NotFound),
    response_class=Response,
)
async def open_service(listing_id: UUID, actor: Reader, work: Work) -> Response:
    """One listing, also one that is not offered any more: a live referral may still point to it."""
    return answered(healthcare_service(await open_listing(work, actor, ListingId(listing_id))))


@router.get(
    "/Location",
    summary="Find places of listings by id as FHIR",
    responses=shown(a_bundle_of(A_LOCATION)),
    response_class=Response,
)
async def find_locations(
    request: Request,
    actor: Reader,
    work: Work,
    ids: Annotated[str, search_by("_id", "token", "Ids, as `HealthcareService.location` names them.")],
) -> Response:
    """Those of these places that there are."""
    places = []
    for one in listed(ids):
        try:
            places.append(await _location(work, actor, one))
        except NotFound:
            continue
    return found(request, "Location", places)


@router.get(
    "/Location/{location_id}",
    summary="Open a place of a listing as FHIR",
    responses=shown(A_LOCATION, NotFound),
    response_class=Response,
)
async def open_location(location_id: str, actor: Reader, work: Work) -> Response:
    """Where a listing is offered: its own places have ids of the listing and a number."""
    return answered(await _location(work, actor, location_id))


@router.get(
    "/Organization",
    summary="Find agencies and organizations by id as FHIR",
    responses=shown(a_bundle_of(AN_ORGANIZATION)),
    response_class=Response,
)
async def find_organizations(
    request: Request,
    actor: Reader,
    open_work: OpenWork,
    passed_on: PassedOn,
    ids: Annotated[str, search_by("_id", "token", "Ids, with commas between.")],
) -> Response:
    """Those of these that there are: agencies that take part, and organizations that the directory lists."""
    named = ids_in(ids, "Organization")
    agencies = await request.app.state.service.identity.agencies(named, passed_on)
    known = [organization(one, facts.name, active=facts.active) for one, facts in agencies.items()]
    async with open_work() as work:
        for one in named:
            if one not in agencies:
                known += await _listed(work, actor, one)
    return found(request, "Organization", known)


@router.get(
    "/Organization/{organization_id}",
    summary="Open an agency or an organization as FHIR",
    responses=shown(AN_ORGANIZATION, NotFound),
    response_class=Response,
)
async def open_organization(
    organization_id: UUID, request: Request, actor: Reader, open_work: OpenWork, passed_on: PassedOn
) -> Response:
    """An agency that takes part, as requester and owner of tasks; or an organization that the directory lists."""
    agencies = await request.app.state.service.identity.agencies([organization_id], passed_on)
    if organization_id in agencies:
        facts = agencies[organization_id]
        return answered(organization(organization_id, facts.name, active=facts.active))
    async with open_work() as work:
        listed = await _listed(work, actor, organization_id)
    if not listed:
        raise NotFound
    return answered(listed[0])


async def _listed(work: UnitOfWork, actor: Actor, organization_id: UUID) -> list[Element]:
    try:
        document = await export_organization(work, actor, OrganizationId(organization_id), full_service=False)
    except NotFound:
        return []
    return [organization(organization_id, str(document["name"]), document=document)]


async def _services_of(work: UnitOfWork, actor: Actor, ids: str) -> list[Element]:
    services = []
    for listing_id in ids_in(ids, "HealthcareService"):
        try:
            services.append(healthcare_service(await open_listing(work, actor, ListingId(listing_id))))
        except NotFound:
            continue
    return services


async def _location(work: UnitOfWork, actor: Actor, named: str) -> Element:
    """One place of a listing.

    Raises:
        NotFound: no such listing, or not as many places.
    """
    listing, _, number = named.rpartition("-")
    listing_id = id_in(listing, "Location")
    if listing_id is None or not (number.isascii() and number.isdigit() and len(number) < 4):  # noqa: PLR2004 - of places
        raise NotFound
    opened = await open_listing(work, actor, ListingId(listing_id))
    place = location(opened.listing, int(number))
    if place is None:
        raise NotFound
    return place
