"""What was decided on matters, in the database: items of cases, which lead to what became of them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.conferences.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.conferences.store.minutes import link_to, of_matters
from services.cases.items.store.item_table import item_table
from services.cases.timeline.predicate import link_to_referral
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_BECAME: Final = f"""(
    SELECT coalesce(jsonb_agg(to_jsonb(b)), '[]') FROM (
        SELECT 'action' AS kind, a.id, a.state, a.owner_agency_id,
               CASE a.owner_kind WHEN 'worker' THEN a.owner_id END AS owner_worker_id, a.due_on
        FROM planned_action a WHERE a.id = i.action_id AND {may_read_about_all("a")}
        UNION ALL
        SELECT 'task', t.id, t.state, t.owner_agency_id, t.owner_id, t.due_on
        FROM task t WHERE t.id = i.task_id AND {may_read_about_all("t")}) b) AS became"""
"""Who does it, by when, and how it goes: as the action or task says it now, to whoever may see that."""
DECISIONS: Final = item_table(
    "conference_decision",
    ("agenda_item_id", "text", "action_id", "task_id", "referral_id"),
    links={
        "agenda_item_id": link_to("agenda_item", "agenda_item_id"),
        "action_id": link_to("planned_action", "action_id"),
        "task_id": link_to("task", "task_id"),
        "referral_id": link_to_referral("i"),
    },
    beside=(_BECAME,),
)
_OF_MATTERS = Statement(of_matters(DECISIONS))


async def list_of_matters(
    work: UnitOfWork, matters: Sequence[UUID], limit: int, operation: str
) -> list[asyncpg.Record]:
    """What was decided on these matters, in the order of writing; one more than `limit`, not logged."""
    named = {"matters": list(matters), "many": limit}
    return await work.rows(_OF_MATTERS, **named, **reader(work), **look_values(work, operation))
