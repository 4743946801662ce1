"""Waiting lists: who stands where, by what was counted when they were put on the list.

Places are counted when they are read. Written is only what the first few of a list were told last, so that each is told
of each step once, and a long list costs no more than a short one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.referrals.lifecycle.domain.patience import Doing
from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.predicate import MAY_READ, reader
from services.referrals.lifecycle.store.places import PLACE
from services.referrals.lifecycle.store.rows import referral_from
from services.referrals.lifecycle.store.set_aside import not_set_aside
from shared.contracts.referrals.vocabulary import State
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

FIRST_FEW: Final = 10
"""So many of a list are told of each step; whoever stands further behind sees their place when they look."""

_WAITS: Final = f"r.listing_id = :listing_id AND r.state = '{State.WAITLISTED}'"
_AHEAD = Statement(f"""
    SELECT count(*) FROM referral r
    WHERE {_WAITS} AND {MAY_READ} AND (r.stands_as_since, r.id) < (:since, CAST(:id AS uuid))
""")
_FIRST_IN_LINE = Statement(f"""
    SELECT r.stands_as_since, r.id FROM referral r WHERE {_WAITS} AND {MAY_READ}
    ORDER BY r.stands_as_since, r.id LIMIT 1
""")
_LIST = Statement(f"""
    SELECT r.*, {PLACE} FROM referral r
    WHERE {_WAITS} AND r.receiver_agency_id = :reader_agency AND {MAY_READ}
      AND (r.stands_as_since, r.id) > (coalesce(CAST(:after AS timestamptz), '-infinity'),
                                       coalesce(CAST(:after_id AS uuid), '00000000-0000-0000-0000-000000000000'))
    ORDER BY r.stands_as_since, r.id LIMIT :limit
""")


def _first_few(listing: str) -> str:
    """SQL: the first of a list, each with its place now and the one that was told last."""
    return f"""
        SELECT r.id, r.waitlist_position AS told, row_number() OVER (ORDER BY r.stands_as_since, r.id) AS place
        FROM referral r WHERE r.listing_id = {listing} AND r.state = '{State.WAITLISTED}'
        ORDER BY r.stands_as_since, r.id LIMIT {FIRST_FEW}"""


def _next_list(after: str) -> str:
    """SQL: of the listings on which somebody waits, the first that meets a condition."""
    return f"""(
        SELECT r.listing_id AS id FROM referral r WHERE r.state = '{State.WAITLISTED}' AND {after}
        ORDER BY r.listing_id LIMIT 1)"""


_MOVED_LISTS = Statement(f"""
    WITH RECURSIVE list AS (
        {_next_list("true")}
        UNION ALL
        SELECT {_next_list("r.listing_id > list.id")} FROM list WHERE list.id IS NOT NULL)
    SELECT list.id FROM list
    WHERE list.id IS NOT NULL AND {not_set_aside(Doing.MOVING_UP, "list.id")}
      AND EXISTS (SELECT FROM ({_first_few("list.id")}) f WHERE f.place IS DISTINCT FROM f.told)
""")
"""From one list to the next along the index, so that lists cost and not those who wait on them."""

_TAKE_LIST = Statement("SELECT pg_try_advisory_xact_lock(hashtextextended(CAST(CAST(:listing_id AS uuid) AS text), 0))")
_COUNT_ANEW = Statement(f"""
    UPDATE referral r SET waitlist_position = f.place FROM ({_first_few(":listing_id")}) f
    WHERE r.id = f.id AND r.state = '{State.WAITLISTED}' AND f.place IS DISTINCT FROM f.told
    RETURNING r.id, r.person_id, r.municipality_id, r.sender_agency_id, r.receiver_agency_id, r.listing_id,
              f.told AS before, f.place
""")


async def ahead(work: UnitOfWork, referral: Referral, since: datetime) -> int:
    """How many that the reader may see stand before this one on the list of its listing."""
    count: int = await work.value(
        _AHEAD, listing_id=referral.request.listing_id, id=referral.id, since=since, **reader(work)
    )
    return count


async def first_in_line(work: UnitOfWork, listing_id: UUID) -> tuple[datetime, UUID] | None:
    """Since when, and which: who comes first of those on the list whom the reader may see; None where nobody waits."""
    row = await work.row(_FIRST_IN_LINE, listing_id=listing_id, **reader(work))
    return None if row is None else (row["stands_as_since"], row["id"])


async def in_order(
    work: UnitOfWork, listing_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[Referral]:
    """Who waits for a listing of the reader's agency; who comes first is first."""
    at, last = after or (None, None)
    rows = await work.rows(_LIST, listing_id=listing_id, after=at, after_id=last, limit=limit, **reader(work))
    return [referral_from(row) for row in rows]


async def moved_lists(work: UnitOfWork) -> Sequence[UUID]:
    """Listings on whose waiting list one of the first stands elsewhere than was told. Background work."""
    return [row["id"] for row in await work.rows(_MOVED_LISTS, now=work.now)]


async def count_anew(work: UnitOfWork, listing_id: UUID) -> list[asyncpg.Record]:
    """Who of the first stands elsewhere now, with the place before; nobody while another replica counts. Background
    work.
    """
    if not await work.value(_TAKE_LIST, listing_id=listing_id):
        return []
    rows = await work.rows(_COUNT_ANEW, listing_id=listing_id)
    for row in rows:
        work.lies_in(row["person_id"], row["municipality_id"])
    return rows
