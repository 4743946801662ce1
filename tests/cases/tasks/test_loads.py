"""How much each worker has to do: counted as far as whoever asks may see it."""

from typing import Any
from uuid import UUID

import pytest

from services.cases.coordination.actions.team import end_membership
from services.cases.coordination.domain.case import Risk
from services.cases.tasks.actions.loads import list_loads
from shared.clock import system_clock
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.refusals import NotAllowed
from tests.cases.people.persons import registered
from tests.cases.tasks.scenes import TaskScene

YESTERDAY = system_clock().date().replace(year=2025)


async def loads(scene: TaskScene, who: Actor, *, page_of: int = 50) -> dict[UUID, dict[str, Any]]:
    """All pages, by worker."""
    found: dict[UUID, dict[str, Any]] = {}
    after = None
    while True:
        async with scene.work(who) as work:
            rows = await list_loads(work, who, after, page_of)
        assert not found.keys() & {row["worker_id"] for row in rows[:page_of]}
        found |= {row["worker_id"]: dict(row) for row in rows[:page_of]}
        if len(rows) <= page_of:
            return found
        after = rows[page_of - 1]["worker_id"]


async def test_a_supervisor_sees_for_each_worker_the_cases_by_risk_and_what_is_overdue(scene: TaskScene) -> None:
    supervisor, colleague = scene.colleague(scene.lead, Role.SUPERVISOR), scene.colleague(scene.lead)
    risky, calm = await scene.case(risk=Risk.HIGH), await scene.case(risk=Risk.LOW)
    await scene.joins(risky, colleague)
    await scene.plans(scene.lead, calm, due_on=YESTERDAY)
    await scene.task(scene.lead, calm)
    await scene.task(scene.lead, calm, of=colleague)
    await scene.task(scene.lead, calm, by_name=False)
    await scene.is_away(colleague, scene.lead)
    for page_of in (50, 1):
        found = await loads(scene, supervisor, page_of=page_of)
        assert found.keys() == {scene.lead.subject, colleague.subject}
        lead, other = found[scene.lead.subject], found[colleague.subject]
        assert (lead["open_cases"], lead["high"], lead["low"]) == (2, 1, 1)
        assert (lead["open_tasks"], lead["overdue_tasks"], lead["deputy_id"]) == (2, 1, None)
        assert (other["open_cases"], other["high"], other["open_tasks"], other["overdue_tasks"]) == (1, 1, 1, 0)
        assert other["deputy_id"] == scene.lead.subject


async def test_nobody_else_sees_it(scene: TaskScene) -> None:
    await scene.case()
    for who in (scene.lead, scene.colleague(scene.lead)):
        with pytest.raises(NotAllowed):
            await loads(scene, who)
    assert await loads(scene, scene.colleague(scene.adviser, Role.SUPERVISOR)) == {}


async def test_numbers_count_only_what_the_supervisor_may_see(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    case_id = await scene.case(await registered(scene.database, scene.lead))
    everybody = await scene.joins(case_id, scene.adviser, whole_agency=True)
    await scene.joins(case_id, scene.adviser)
    await scene.task(scene.lead, case_id, of=scene.adviser)
    before = await loads(scene, supervisor)
    assert (before[scene.adviser.subject]["open_cases"], before[scene.adviser.subject]["open_tasks"]) == (1, 1)
    await scene.task(scene.lead, case_id, of=scene.adviser, category=Category.HEALTH)
    await scene.task(scene.lead, case_id, of=scene.adviser, sensitivity=Sensitivity.SEALED)
    assert await loads(scene, supervisor) == before
    async with scene.work(scene.lead) as work:
        await end_membership(work, scene.lead, case_id, everybody)
    assert await loads(scene, supervisor) == {}, "what only the adviser sees"
