"""Templates, and where they were applied, in the database.

A template is about nobody. That it was applied tells what group somebody belongs to: it is shown to whoever may see
every goal and action that it brought.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.items.store.looks import logging, shown_of
from services.cases.plans.store import template_tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_COLUMNS = "id, municipality_id, target_group, title, language, goals, agency_id, worker_id, written_at, retired_at"
_KEEP = Statement(f"""
    INSERT INTO plan_template ({_COLUMNS})
    VALUES (:id, :municipality_id, :target_group, :title, :language, :goals, :agency_id, :worker_id, :now, NULL)
""")
_OPEN = Statement(f"""
    SELECT {_COLUMNS} FROM plan_template WHERE id = :id AND municipality_id = ANY (CAST(:municipalities AS uuid[]))
""")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM plan_template
    WHERE municipality_id = ANY (CAST(:municipalities AS uuid[])) AND retired_at IS NULL
      AND (CAST(:target_group AS text) IS NULL OR target_group = :target_group)
      AND (CAST(:after AS uuid) IS NULL OR id > :after)
    ORDER BY id LIMIT :limit
""")
_RETIRE = Statement("""
    UPDATE plan_template SET retired_at = :now, retired_by = :by WHERE id = :id AND retired_at IS NULL
""")
_APPLY = Statement("""
    INSERT INTO plan_application (id, case_id, municipality_id, person_id, template_id, goal_ids, action_ids,
        applied_at, agency_id, worker_id)
    SELECT :id, i.case_id, i.municipality_id, i.person_id, :template_id, :goal_ids, :action_ids, :now, :agency_id,
           :worker_id
    FROM goal i WHERE i.id = :goal_id
""")


def _all_seen(table: str, ids: str) -> str:
    """Counted, and not looked for what is hidden: the lock hides it from whoever would look."""
    return f"""(SELECT count(*) FROM {table} i WHERE i.id = ANY ({ids}) AND {may_read_about_all("i")})
        = cardinality({ids})"""


_FOUND = f"""
    SELECT a.id, a.case_id, a.template_id, a.goal_ids, a.action_ids, a.applied_at, a.agency_id, a.worker_id
    FROM plan_application a
    WHERE a.case_id = :case_id AND {_all_seen("goal", "a.goal_ids")}
      AND {_all_seen("planned_action", "a.action_ids")}"""
_GOALS = """
    SELECT i.id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id, i.worker_id
    FROM page JOIN goal i ON i.id = ANY (page.goal_ids)"""
_APPLIED = Statement(f"""
    WITH found AS MATERIALIZED (
        {_FOUND} AND (CAST(:after AS uuid) IS NULL OR a.id > :after)
        ORDER BY a.id LIMIT (SELECT CAST(:many AS integer)) + 1),
    page AS (SELECT * FROM found ORDER BY id LIMIT :many),
    brought AS ({_GOALS}),
    logged AS ({logging(shown_of("brought"))})
    SELECT * FROM found ORDER BY id
""")
_READ = Statement(f"""
    WITH page AS MATERIALIZED ({_FOUND} AND a.id = :id),
    brought AS ({_GOALS}),
    logged AS ({logging(shown_of("brought"))})
    SELECT * FROM page
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new template."""
    await work.run(_KEEP, **values, now=work.now)


async def open_one(work: UnitOfWork, template_id: UUID, municipalities: Sequence[UUID]) -> asyncpg.Record | None:
    """One template of these municipalities, in use or retired."""
    return await work.row(_OPEN, id=template_id, municipalities=list(municipalities))


async def list_some(
    work: UnitOfWork, municipalities: Sequence[UUID], target_group: str | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Templates of these municipalities that are in use, in the order of writing."""
    return await work.rows(
        _LIST, municipalities=list(municipalities), target_group=target_group, after=after, limit=limit
    )


async def retire(work: UnitOfWork, template_id: UUID, by: UUID) -> bool:
    """Take a template out of use; False when it was."""
    return bool(await work.run(_RETIRE, id=template_id, by=by, now=work.now))


async def apply(work: UnitOfWork, values: Mapping[str, Any], goal_id: UUID) -> None:
    """Keep what a template brought; case and person are those of its first goal."""
    await work.run(_APPLY, **values, goal_id=goal_id, now=work.now)


async def read_application(work: UnitOfWork, case_id: UUID, application_id: UUID) -> asyncpg.Record | None:
    """One application of which the reader may see everything; the look is logged."""
    looked = look_values(work, "apply-template")
    return await work.row(_READ, case_id=case_id, id=application_id, **reader(work), **looked)


async def applications(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Applications in a case of which the reader may see everything; one more than `limit`, not logged."""
    looked = look_values(work, "list-applied-templates")
    return await work.rows(_APPLIED, case_id=case_id, after=after, many=limit, **reader(work), **looked)
