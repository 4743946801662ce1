"""Whose grants a change or the end of an agreement ends or narrows: beforehand, and as it was afterwards.

Only grants of the reader's own agency, and by name only people for whom the reader has a ground now.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import SERVES, grounds, may_know, not_kept_out_of, reader
from services.cases.agreements.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Change:
    """What is asked about.

    Attributes:
        terms: those that shall be; None for the end. Of what is over they say nothing.
        happened_at: when it was made; None for what may come.
    """

    agreement_id: UUID
    terms: dict[str, Any] | None = None
    happened_at: datetime | None = None


_BEFORE: Final = """
    SELECT g.id, g.person_id, g.municipality_id, c.effect, c.lost, g.ground_kind, g.ground_id
    FROM grants_under_terms(:agreement_id, :now, CAST(:terms AS jsonb)) c JOIN access_grant g ON g.id = c.id
    WHERE c.effect <> 'kept' AND g.agency_id = :reader_agency"""
_AFTER: Final = """
    SELECT e.grant_id AS id, e.person_id, e.municipality_id, e.effect, e.lost, e.ground_kind, e.ground_id
    FROM agreement_effect e
    WHERE e.agreement_id = :agreement_id AND e.at = :happened_at AND e.agency_id = :reader_agency"""
_LOGGED: Final = logging_looks(
    """(SELECT DISTINCT s.person_id, s.municipality_id FROM shown s WHERE s.nth <= :many) look""",
    act="'search_hit'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="'{}'",
    grounds=grounds(f"g.person_id = look.person_id AND {SERVES}"),
)


def _list(of: str) -> Statement:
    return Statement(f"""
        WITH shown AS MATERIALIZED (
            SELECT one.*, row_number() OVER (ORDER BY one.id) AS nth FROM ({of}) one
            WHERE (CAST(:after AS uuid) IS NULL OR one.id > :after) AND {may_know("one.person_id")}
            ORDER BY one.id LIMIT (SELECT CAST(:many AS integer)) + 1),
        logged AS ({_LOGGED})
        SELECT * FROM shown ORDER BY id""")


def _count(of: str) -> Statement:
    return Statement(f"""
        SELECT CAST(count(DISTINCT one.person_id) AS integer) AS people,
               CAST(count(DISTINCT one.ground_id) FILTER (WHERE one.ground_kind = 'team') AS integer) AS cases
        FROM ({of}) one WHERE {not_kept_out_of("one.person_id")}""")


_LIST_BEFORE, _LIST_AFTER = _list(_BEFORE), _list(_AFTER)
_COUNT_BEFORE, _COUNT_AFTER = _count(_BEFORE), _count(_AFTER)


async def list_some(work: UnitOfWork, change: Change, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Grants of the reader's agency that lose something, on people the reader may know; one more than `limit` when
    there is a next page. The looks are logged.
    """
    paged = {"after": after, "many": limit, **look_values(work, "list-affected")}
    return await work.rows(_LIST_BEFORE if change.happened_at is None else _LIST_AFTER, **_of(work, change), **paged)


async def count(work: UnitOfWork, change: Change) -> tuple[int, int]:
    """How many people and cases of the reader's agency lose something: of all whom the reader may know to exist."""
    row = await work.row(_COUNT_BEFORE if change.happened_at is None else _COUNT_AFTER, **_of(work, change))
    assert row is not None, "there is always a count"
    return row["people"], row["cases"]


def _of(work: UnitOfWork, change: Change) -> dict[str, Any]:
    return {
        "agreement_id": change.agreement_id,
        "terms": change.terms,
        "happened_at": change.happened_at,
        **reader(work),
    }
