"""How far goals were reached, in the database.

A mark is shown to whoever may see its goal, as the goal is classified now and as it was when the mark was made.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.items.predicate import seen_as_said
from services.cases.items.store.looks import OUTLINE, logging, shown_of
from services.cases.plans.store.items import levels
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement("""
    INSERT INTO goal_progress (id, goal_id, municipality_id, person_id, category, sensitivity, level, said_by, words,
        marked_at, agency_id, worker_id)
    VALUES (:id, :goal_id, :municipality_id, :person_id, :category, :sensitivity, :level, :said_by, :words,
        :now, :reader_agency, :reader)
""")
_FOUND = f"""
    SELECT p.id, p.goal_id, p.level, p.said_by, p.words, p.marked_at, p.agency_id, p.worker_id, p.category,
           p.sensitivity
    FROM goal i JOIN goal_progress p ON p.goal_id = i.id
    WHERE i.id = :goal_id AND i.case_id = :case_id AND {may_read_about_all("i")} AND {seen_as_said("p", "i")}"""


def _logged(rows: str) -> str:
    """A mark is a look at its goal, in the category of then."""
    return logging(
        shown_of(f"""(
        SELECT i.id, i.person_id, i.also_about, said.category, said.sensitivity, i.agency_id, i.worker_id
        FROM {rows} said JOIN goal i ON i.id = said.goal_id)""")
    )


_READ = Statement(f"""
    WITH found AS MATERIALIZED ({_FOUND} AND p.id = :id), logged AS ({_logged("found")}) SELECT * FROM found
""")
_LIST = Statement(f"""
    WITH found AS MATERIALIZED (
        {_FOUND} AND (CAST(:after AS uuid) IS NULL OR p.id > :after)
        ORDER BY p.id LIMIT (SELECT CAST(:many AS integer)) + 1),
    page AS (SELECT * FROM found ORDER BY id LIMIT :many),
    logged AS ({_logged("page")})
    SELECT * FROM found ORDER BY id
""")
_SCORED = Statement(f"""
    WITH found AS MATERIALIZED (
        SELECT i.id, i.weight, i.baseline, {levels()}, i.person_id, i.also_about, i.category, i.sensitivity,
               i.agency_id, i.worker_id
        FROM goal i WHERE i.case_id = :case_id AND i.state <> 'cancelled' AND {may_read_about_all("i")}),
    logged AS ({logging(f"{shown_of('found')} UNION ALL {OUTLINE}")})
    SELECT * FROM found
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep what somebody said."""
    await work.run(_KEEP, **values, **reader(work))


async def read(work: UnitOfWork, case_id: UUID, goal_id: UUID, progress_id: UUID) -> asyncpg.Record | None:
    """One mark on a goal that the reader may see; the look is logged."""
    named = {"case_id": case_id, "goal_id": goal_id, "id": progress_id}
    return await work.row(_READ, **named, **reader(work), **look_values(work, "mark-progress"))


async def list_some(
    work: UnitOfWork, case_id: UUID, goal_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Marks on a goal that the reader may see, in their order; one more than `limit`, not logged."""
    named = {"case_id": case_id, "goal_id": goal_id, "after": after, "many": limit}
    return await work.rows(_LIST, **named, **reader(work), **look_values(work, "list-progress"))


async def scored(work: UnitOfWork, case_id: UUID) -> list[asyncpg.Record]:
    """Weight and levels of the goals that the reader may see; the look is logged."""
    return await work.rows(_SCORED, case_id=case_id, **reader(work), **look_values(work, "read-plan"))
