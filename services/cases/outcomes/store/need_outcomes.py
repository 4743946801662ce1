"""What became of needs, in the database.

A word is shown to whoever may see its need, as the need is classified now and as it was when the word was said.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.items.predicate import seen_as_said
from services.cases.items.store.looks import logging, shown_of
from services.cases.outcomes.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement("""
    INSERT INTO need_outcome (id, need_id, municipality_id, person_id, category, sensitivity, outcome, said_by, said_at,
        agency_id, worker_id)
    VALUES (:id, :need_id, :municipality_id, :person_id, :category, :sensitivity, :outcome, :said_by, :now,
        :reader_agency, :reader)
""")
_FOUND = f"""
    SELECT o.id, o.need_id, o.outcome, o.said_by, o.said_at, o.agency_id, o.worker_id, o.category, o.sensitivity
    FROM need i JOIN need_outcome o ON o.need_id = i.id
    WHERE i.case_id = :case_id AND {may_read_about_all("i")} AND {seen_as_said("o", "i")}"""


def _logged(rows: str) -> str:
    """A word is a look at its need, in the category of then."""
    return logging(
        shown_of(f"""(
        SELECT i.id, i.person_id, i.also_about, said.category, said.sensitivity, i.agency_id, i.worker_id
        FROM {rows} said JOIN need i ON i.id = said.need_id)""")
    )


_READ = Statement(f"""
    WITH found AS MATERIALIZED ({_FOUND} AND i.id = :need_id AND o.id = :id), logged AS ({_logged("found")})
    SELECT * FROM found
""")
_LIST = Statement(f"""
    WITH found AS MATERIALIZED (
        {_FOUND} AND i.id = :need_id AND (CAST(:after AS uuid) IS NULL OR o.id > :after)
        ORDER BY o.id LIMIT (SELECT CAST(:many AS integer)) + 1),
    page AS (SELECT * FROM found ORDER BY id LIMIT :many),
    logged AS ({_logged("page")})
    SELECT * FROM found ORDER BY id
""")
_LATEST = Statement(f"""
    WITH found AS MATERIALIZED (
        SELECT DISTINCT ON (said.need_id, said.is_workers) said.*
        FROM (SELECT f.*, f.said_by = 'worker' AS is_workers FROM ({_FOUND} AND o.said_by <> 'carer') f) said
        ORDER BY said.need_id, said.is_workers, said.id DESC),
    logged AS ({_logged("found")})
    SELECT * FROM found ORDER BY need_id
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep what somebody said."""
    await work.run(_KEEP, **values, **reader(work))


async def read(work: UnitOfWork, case_id: UUID, need_id: UUID, outcome_id: UUID) -> asyncpg.Record | None:
    """One word on a need that the reader may see; the look is logged."""
    named = {"case_id": case_id, "need_id": need_id, "id": outcome_id}
    return await work.row(_READ, **named, **reader(work), **look_values(work, "say-need-outcome"))


async def list_some(
    work: UnitOfWork, case_id: UUID, need_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Words on a need that the reader may see, in their order; one more than `limit`, not logged."""
    named = {"case_id": case_id, "need_id": need_id, "after": after, "many": limit}
    return await work.rows(_LIST, **named, **reader(work), **look_values(work, "list-need-outcomes"))


async def latest(work: UnitOfWork, case_id: UUID) -> list[asyncpg.Record]:
    """What workers, and the people or their representatives, said last of each need that the reader may see.

    The looks are logged.
    """
    return await work.rows(_LATEST, case_id=case_id, **reader(work), **look_values(work, "read-outcomes"))
