"""Hand the directory out as HSDS 3.0."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.referrals.directory.domain.listing import ListedOrganization
from services.referrals.directory.domain.search import PublishedSearch
from services.referrals.directory.domain.search_words import folded
from services.referrals.directory.domain.writing import organization_document, service_document, summary_of
from services.referrals.directory.policy import LOOK, RULES, AboutListing
from services.referrals.directory.store import hsds as store
from services.referrals.directory.store.listings import Publication
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import NotFound

Document = dict[str, Any]


@dataclass(frozen=True)
class NumberedPage:
    """A part of a list whose length is known, as HSDS has it.

    Attributes:
        total: of the whole list.
    """

    total: int
    documents: Sequence[Document]


async def export_service(work: UnitOfWork, actor: Actor, listing_id: ListingId) -> Document:
    """A service with everything that belongs to it.

    Raises:
        NotFound: no such listing, or one that is published no more.
    """
    decide(RULES, LOOK, actor, AboutListing())
    publication = await store.open_service(work, listing_id)
    if publication is None:
        raise NotFound
    (document,) = await _documents(work, [publication])
    return document


async def export_services(
    work: UnitOfWork, actor: Actor, wanted: PublishedSearch, *, limit: int, offset: int, full: bool
) -> NumberedPage:
    """A page of services: with one-to-one fields only, or in full."""
    decide(RULES, LOOK, actor, AboutListing())
    total = await store.count_services(work, wanted)
    documents = await _documents(work, await store.page_of_services(work, wanted, limit, offset))
    return NumberedPage(total, documents if full else [summary_of(document) for document in documents])


async def export_changes(
    work: UnitOfWork, actor: Actor, wanted: PublishedSearch, *, limit: int, offset: int
) -> NumberedPage:
    """A page of services that tells only which changed when."""
    decide(RULES, LOOK, actor, AboutListing())
    total = await store.count_services(work, wanted)
    changes = await store.page_of_changes(work, wanted, limit, offset)
    return NumberedPage(total, [{"id": str(one), "modified_date": at.isoformat()} for one, at in changes])


async def export_organization(
    work: UnitOfWork, actor: Actor, organization_id: OrganizationId, *, full_service: bool
) -> Document:
    """An organization with its services, in full or by name only.

    Raises:
        NotFound: no such organization.
    """
    decide(RULES, LOOK, actor, AboutListing())
    found = await store.open_organizations(work, [organization_id])
    if not found:
        raise NotFound
    (document,) = await _with_services(work, found, full_service=full_service)
    return document


async def export_organizations(
    work: UnitOfWork, actor: Actor, search: str, *, limit: int, offset: int, full: bool, full_service: bool
) -> NumberedPage:
    """A page of organizations: with one-to-one fields only, or in full; with their services in full, or without."""
    decide(RULES, LOOK, actor, AboutListing())
    words = folded(search)
    total = await store.count_organizations(work, words)
    found = await store.page_of_organizations(work, words, limit, offset)
    if full_service:
        return NumberedPage(total, await _with_services(work, found, full_service=True))
    documents = [organization_document(one) for one in found]
    return NumberedPage(total, documents if full else [summary_of(document) for document in documents])


async def _documents(work: UnitOfWork, publications: Sequence[Publication]) -> list[Document]:
    offering = await store.organizations_of(work, [one.listing for one in publications])
    return [
        service_document(one.listing, one.document, offering.get(one.listing.organization_id)) for one in publications
    ]


async def _with_services(
    work: UnitOfWork, found: Sequence[ListedOrganization], *, full_service: bool
) -> list[Document]:
    by_organization: dict[OrganizationId | None, list[Document]] = defaultdict(list)
    for one in await store.services_of(work, [organization.id for organization in found]):
        document = service_document(one.listing, one.document, None)
        told = document if full_service else {name: document[name] for name in ("id", "name", "status")}
        by_organization[one.listing.organization_id].append(told)
    return [organization_document(one, by_organization[one.id]) for one in found]
