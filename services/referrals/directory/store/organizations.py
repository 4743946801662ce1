"""Organizations in the database."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import asyncpg

from services.referrals.directory.domain.listing import ListedOrganization, Origin
from services.referrals.directory.domain.search_words import folded
from services.referrals.directory.store.listings import LONGEST_KEY
from shared.contracts.identity.vocabulary import AgencyId
from shared.contracts.referrals.directory import OrganizationId
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

COLUMNS = "o.id, o.publisher_id, o.feed, o.published_id, o.document"
"""What `organization_from` reads of row `o`."""

_OF_FEED = Statement(f"""
    SELECT {COLUMNS} FROM listed_organization o
    WHERE o.publisher_id = :publisher_id AND o.feed = :feed AND o.published_id = ANY (CAST(:published_ids AS uuid[]))
    FOR UPDATE
""")
_OWN = Statement(f"SELECT {COLUMNS} FROM listed_organization o WHERE o.publisher_id = :publisher_id AND o.feed IS NULL")
_TAKEN = Statement("SELECT id FROM listed_organization WHERE id = ANY (CAST(:ids AS uuid[]))")
_KEEP = Statement("""
    INSERT INTO listed_organization
        (id, publisher_id, feed, published_id, name, search_name, document, changed_at)
    VALUES (:id, :publisher_id, :feed, :published_id, :name, :search_name, :document, :changed_at)
    ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, search_name = EXCLUDED.search_name,
        document = EXCLUDED.document, changed_at = EXCLUDED.changed_at
""")


async def lock_those_of_feed(
    work: UnitOfWork, publisher: AgencyId, feed: str, published_ids: Iterable[UUID]
) -> dict[UUID, ListedOrganization]:
    """What a feed published before under these ids, for change, by published id."""
    rows = await work.rows(_OF_FEED, publisher_id=publisher, feed=feed, published_ids=list(published_ids))
    return {row["published_id"]: organization_from(row) for row in rows}


async def own_of(work: UnitOfWork, agency_id: AgencyId) -> ListedOrganization | None:
    """An agency's own entry, for the listings it writes here."""
    row = await work.row(_OWN, publisher_id=agency_id)
    return organization_from(row) if row else None


async def taken_ids(work: UnitOfWork, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these ids some organization has."""
    return {row["id"] for row in await work.rows(_TAKEN, ids=list(ids))}


async def save_all(work: UnitOfWork, organizations: Sequence[ListedOrganization]) -> None:
    """Keep new and changed organizations."""
    await work.run_many(
        _KEEP,
        [
            {
                "id": one.id,
                "publisher_id": one.origin.publisher,
                "feed": one.origin.feed,
                "published_id": one.origin.published_id,
                "name": one.name,
                "search_name": folded(one.name)[:LONGEST_KEY],
                "document": one.document,
                "changed_at": work.now,
            }
            for one in organizations
        ],
    )


def organization_from(row: asyncpg.Record) -> ListedOrganization:
    """A row as the domain sees it."""
    return ListedOrganization(
        id=OrganizationId(row["id"]),
        origin=Origin(AgencyId(row["publisher_id"]), row["feed"], row["published_id"]),
        document=row["document"],
    )
