"""The directory as HSDS hands it out: numbered pages of documents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from services.referrals.directory.domain.listing import ListedOrganization, ServiceListing
from services.referrals.directory.domain.search import PublishedSearch
from services.referrals.directory.domain.search_words import words_to_find
from services.referrals.directory.store.listings import COLUMNS, Publication, listing_from
from services.referrals.directory.store.organizations import COLUMNS as ORGANIZATION_COLUMNS
from services.referrals.directory.store.organizations import organization_from
from services.referrals.directory.store.search import plan_for_these_values
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_CONDITIONS = {
    "words": "l.words @@ CAST(CAST(:words AS text) AS tsquery)",
    "term_id": "l.term_ids @> ARRAY[CAST(:term_id AS uuid)]",
    "taxonomy_id": "l.term_ids @> ARRAY[CAST(:taxonomy_id AS uuid)]",
    "organization_id": "l.organization_id = :organization_id",
    "modified_after": "l.changed_at >= :modified_after",
}
_PUBLISHED = "l.vanished_at IS NULL"

_SERVICE = Statement(f"SELECT {COLUMNS}, l.document FROM listing l WHERE l.id = :id AND {_PUBLISHED}")
_SERVICES_OF = Statement(f"""
    SELECT {COLUMNS}, l.document FROM listing l
    WHERE l.organization_id = ANY (CAST(:ids AS uuid[])) AND {_PUBLISHED} ORDER BY l.id
""")
_ORGANIZATIONS = Statement(f"""
    SELECT {ORGANIZATION_COLUMNS} FROM listed_organization o WHERE o.id = ANY (CAST(:ids AS uuid[])) ORDER BY o.id
""")
_IN_NAME = "strpos(o.search_name, CAST(:words AS text)) > 0"
_COUNT_ORGANIZATIONS = Statement(f"SELECT count(*) FROM listed_organization o WHERE {_IN_NAME}")
_PAGE_OF_ORGANIZATIONS = Statement(f"""
    SELECT {ORGANIZATION_COLUMNS} FROM listed_organization o WHERE {_IN_NAME} ORDER BY o.id LIMIT :limit OFFSET :offset
""")


async def open_service(work: UnitOfWork, listing_id: ListingId) -> Publication | None:
    """A listing that is published now, with its document."""
    row = await work.row(_SERVICE, id=listing_id)
    return Publication(listing_from(row), row["document"]) if row else None


async def count_services(work: UnitOfWork, wanted: PublishedSearch) -> int:
    """How many listings are published and wanted."""
    await plan_for_these_values(work)
    values = _values(wanted)
    count: int = await work.value(_count(frozenset(values)), **values)
    return count


async def page_of_services(work: UnitOfWork, wanted: PublishedSearch, limit: int, offset: int) -> list[Publication]:
    """Listings that are published and wanted, in an order that stays."""
    values = _values(wanted)
    rows = await work.rows(_page(frozenset(values)), **values, limit=limit, offset=offset)
    return [Publication(listing_from(row), row["document"]) for row in rows]


async def page_of_changes(
    work: UnitOfWork, wanted: PublishedSearch, limit: int, offset: int
) -> list[tuple[UUID, datetime]]:
    """Ids of listings that are published and wanted, and when each changed here last."""
    values = _values(wanted)
    rows = await work.rows(_page_of_changes(frozenset(values)), **values, limit=limit, offset=offset)
    return [(row["id"], row["changed_at"]) for row in rows]


async def services_of(work: UnitOfWork, organization_ids: Sequence[OrganizationId]) -> list[Publication]:
    """What these organizations publish now."""
    rows = await work.rows(_SERVICES_OF, ids=list(organization_ids))
    return [Publication(listing_from(row), row["document"]) for row in rows]


async def organizations_of(
    work: UnitOfWork, listings: Sequence[ServiceListing]
) -> Mapping[OrganizationId | None, ListedOrganization]:
    """Who offers these listings."""
    ids = {listing.organization_id for listing in listings if listing.organization_id}
    return {one.id: one for one in await open_organizations(work, sorted(ids))}


async def open_organizations(work: UnitOfWork, ids: Sequence[OrganizationId]) -> list[ListedOrganization]:
    """Those of these organizations that are listed."""
    return [organization_from(row) for row in await work.rows(_ORGANIZATIONS, ids=list(ids))]


async def count_organizations(work: UnitOfWork, words: str) -> int:
    """How many organizations have these folded words in their name."""
    count: int = await work.value(_COUNT_ORGANIZATIONS, words=words)
    return count


async def page_of_organizations(work: UnitOfWork, words: str, limit: int, offset: int) -> list[ListedOrganization]:
    """Organizations with these folded words in their name, in an order that stays."""
    rows = await work.rows(_PAGE_OF_ORGANIZATIONS, words=words, limit=limit, offset=offset)
    return [organization_from(row) for row in rows]


def _values(wanted: PublishedSearch) -> dict[str, Any]:
    asked = {
        "words": words_to_find(wanted.search) or None,
        "term_id": wanted.term_id,
        "taxonomy_id": wanted.taxonomy_id,
        "organization_id": wanted.organization_id,
        "modified_after": wanted.modified_after,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _where(conditions: frozenset[str]) -> str:
    return " AND ".join([_PUBLISHED, *(_CONDITIONS[name] for name in sorted(conditions))])


@cache
def _count(conditions: frozenset[str]) -> Statement:
    return Statement(f"SELECT count(*) FROM listing l WHERE {_where(conditions)}")


@cache
def _page(conditions: frozenset[str]) -> Statement:
    return Statement(f"""
        SELECT {COLUMNS}, l.document FROM (
            SELECT l.id FROM listing l WHERE {_where(conditions)} ORDER BY l.id LIMIT :limit OFFSET :offset) hit
        JOIN listing l ON l.id = hit.id ORDER BY l.id
    """)


@cache
def _page_of_changes(conditions: frozenset[str]) -> Statement:
    return Statement(f"""
        SELECT l.id, l.changed_at FROM listing l WHERE {_where(conditions)} ORDER BY l.id LIMIT :limit OFFSET :offset
    """)
