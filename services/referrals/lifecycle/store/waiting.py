"""Waiting lists: who stands where, by what was counted when they were put on the list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.predicate import MAY_READ, reader
from services.referrals.lifecycle.store.rows import referral_from
from shared.contracts.referrals.vocabulary import State
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_WAITS: Final = f"r.listing_id = :listing_id AND r.state = '{State.WAITLISTED}'"
_AHEAD = Statement(f"""
    SELECT count(*) FROM referral r
    WHERE {_WAITS} AND {MAY_READ} AND (r.stands_as_since, r.id) < (:since, CAST(:id AS uuid))
""")
_LIST = Statement(f"""
    SELECT r.* FROM referral r
    WHERE {_WAITS} AND r.receiver_agency_id = :reader_agency AND {MAY_READ}
      AND (r.stands_as_since, r.id) > (coalesce(CAST(:after AS timestamptz), '-infinity'),
                                       coalesce(CAST(:after_id AS uuid), '00000000-0000-0000-0000-000000000000'))
    ORDER BY r.stands_as_since, r.id LIMIT :limit
""")
_IN_ORDER: Final = f"""
    SELECT r.id, r.listing_id, r.waitlist_position AS before,
           row_number() OVER (PARTITION BY r.listing_id ORDER BY r.stands_as_since, r.id) AS place
    FROM referral r WHERE r.state = '{State.WAITLISTED}'
"""
_MOVED_LISTS = Statement(f"""
    SELECT DISTINCT o.listing_id FROM ({_IN_ORDER}) o WHERE o.place IS DISTINCT FROM o.before
""")
_TAKE_LIST = Statement("SELECT pg_try_advisory_xact_lock(hashtextextended(CAST(CAST(:listing_id AS uuid) AS text), 0))")
_COUNT_ANEW = Statement(f"""
    UPDATE referral r SET waitlist_position = o.place
    FROM ({_IN_ORDER} AND r.listing_id = :listing_id) o
    WHERE r.id = o.id AND r.state = '{State.WAITLISTED}' AND o.place IS DISTINCT FROM o.before
    RETURNING r.id, r.person_id, r.municipality_id, r.sender_agency_id, r.receiver_agency_id, r.listing_id, o.before,
              o.place
""")


async def ahead(work: UnitOfWork, referral: Referral, since: datetime) -> int:
    """How many that the reader may see stand before this one on the list of its listing."""
    count: int = await work.value(
        _AHEAD, listing_id=referral.request.listing_id, id=referral.id, since=since, **reader(work)
    )
    return count


async def in_order(
    work: UnitOfWork, listing_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[Referral]:
    """Who waits for a listing of the reader's agency; who comes first is first."""
    at, last = after or (None, None)
    rows = await work.rows(_LIST, listing_id=listing_id, after=at, after_id=last, limit=limit, **reader(work))
    return [referral_from(row) for row in rows]


async def moved_lists(work: UnitOfWork) -> Sequence[UUID]:
    """Listings on whose waiting list somebody stands elsewhere than was counted. Background work."""
    return [row["listing_id"] for row in await work.rows(_MOVED_LISTS)]


async def count_anew(work: UnitOfWork, listing_id: UUID) -> list[asyncpg.Record]:
    """Who stands elsewhere now, with the place before; nobody while another replica counts. Background work."""
    if not await work.value(_TAKE_LIST, listing_id=listing_id):
        return []
    rows = await work.rows(_COUNT_ANEW, listing_id=listing_id)
    for row in rows:
        work.lies_in(row["person_id"], row["municipality_id"])
    return rows
