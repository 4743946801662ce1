"""The feed in the database: lines of the timeline, whole transactions at a time.

A place in the feed is the number of a transaction: what all earlier ones wrote has been given. It moves only past
transactions that have ended, so nothing can appear behind it; and since all lines of those in between are given
together, in the order in which they were written, what happened to one person or referral stays in order, also where
two transactions overlapped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.feed.domain import lines_in_reach
from services.cases.timeline.predicate import grounds_of_line, may_see_line
from shared.contracts.identity.actor import Actor
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_LOGGED: Final = logging_looks(
    """(SELECT s.person_id, min(s.municipality_id::text)::uuid AS municipality_id,
               coalesce(array_agg(DISTINCT s.category) FILTER (WHERE s.category IS NOT NULL), '{}') AS categories,
               coalesce(array_agg(DISTINCT ground.kind) FILTER (WHERE ground.kind IS NOT NULL), '{}') AS grounds
        FROM shown s LEFT JOIN LATERAL unnest(s.grounds) AS ground (kind) ON true
        GROUP BY s.person_id) look""",
    act="'search_hit'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="look.categories",
    grounds="look.grounds",
)
_SHOWN: Final = f"""
    SELECT e.id, e.at, e.kind, e.category, e.by_agency_id, e.case_id, e.referral_id, e.item_id, e.state,
           e.person_id, e.municipality_id, e.position, {grounds_of_line("e")} AS grounds
    FROM timeline_entry e
    WHERE e.shown_as = ANY (CAST(:in_reach AS text[]))
      AND (CAST(:kinds AS text[]) IS NULL OR e.kind = ANY (CAST(:kinds AS text[]))) AND {may_see_line("e")}"""
_READ: Final = Statement(f"""
    WITH page AS MATERIALIZED (
        SELECT least(CAST(:before AS bigint),
                     feed_until(coalesce(CAST(:after AS bigint), feed_end()), :many)) AS until),
    shown AS MATERIALIZED ({_SHOWN} AND e.tx >= CAST(:after AS bigint) AND e.tx < (SELECT until FROM page)),
    logged AS ({_LOGGED})
    SELECT page.until, feed_goes_on(page.until) AS goes_on, shown.*
    FROM page LEFT JOIN shown ON true ORDER BY shown.position
""")
_READ_AGAIN: Final = Statement(f"""
    WITH shown AS MATERIALIZED ({_SHOWN} AND e.id = ANY (CAST(:ids AS uuid[]))), logged AS ({_LOGGED})
    SELECT shown.* FROM shown ORDER BY shown.position
""")
_GOES_ON: Final = Statement("SELECT feed_goes_on(CAST(:after AS bigint)) AS goes_on, feed_end() AS place")


@dataclass(frozen=True)
class Read:
    """A page of the feed.

    Attributes:
        place: everything before it is in this page, in an earlier one, or not for the reader.
        goes_on: there are lines after it, for whomever.
    """

    lines: Sequence[asyncpg.Record]
    place: int
    goes_on: bool


async def read(
    work: UnitOfWork,
    after: int | None,
    many: int,
    operation: str,
    *,
    kinds: Sequence[str] | None = None,
    before: int | None = None,
) -> Read:
    """The lines from a place on that the reader may see now, in order; from now on where no place is said. The looks
    are logged, one for each person.

    Args:
        many: lines that are looked through; more only where one transaction wrote more.
        kinds: of these alone; lines of others are neither given nor logged.
        before: no further than to this place.
    """
    said = _asked(work, operation, kinds)
    rows = await work.rows(_READ, after=after, many=many, before=before, **said)
    lines = [row for row in rows if row["id"] is not None]
    return Read(lines, rows[0]["until"], rows[0]["goes_on"])


async def read_again(
    work: UnitOfWork, ids: Sequence[UUID], operation: str, kinds: Sequence[str]
) -> Sequence[asyncpg.Record]:
    """Those of these lines that the reader may see now, in order. The looks are logged."""
    return await work.rows(_READ_AGAIN, ids=ids, **_asked(work, operation, kinds))


def _asked(work: UnitOfWork, operation: str, kinds: Sequence[str] | None) -> dict[str, Any]:
    actor = work.actor
    assert isinstance(actor, Actor), "background work is told of nothing"
    return {"in_reach": lines_in_reach(actor), "kinds": kinds, **reader(work), **look_values(work, operation)}


async def goes_on(work: UnitOfWork, after: int) -> tuple[bool, int]:
    """Whether there are lines from a place on, for whomever; and the place at which the feed ends now."""
    row = await work.row(_GOES_ON, after=after)
    assert row is not None
    return row["goes_on"], row["place"]
