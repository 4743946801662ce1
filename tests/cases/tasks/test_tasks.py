"""Tasks: what somebody asks for, who says that it is done, and what they said before."""

from typing import Any
from uuid import UUID

import pytest

from services.cases.tasks.actions.tasks import list_task_versions, list_tasks_of, read_task
from services.cases.tasks.domain.listing import Whose
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.refusals import Conflict, NotAllowed, NotFound, Stale
from tests.cases.tasks.scenes import TODAY, TOMORROW, TaskScene


async def read(scene: TaskScene, who: Actor, case_id: UUID, task_id: UUID) -> dict[str, Any]:
    async with scene.work(who) as work:
        return dict(await read_task(work, case_id, task_id))


async def test_a_task_is_on_the_list_of_whoever_must_do_it_until_it_is_done(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    task_id = await scene.task(scene.lead, case_id, of=scene.adviser, due_on=TODAY, title="Bring the key")
    [row] = await scene.rows(scene.adviser)
    assert (row["id"], row["kind"], row["title"]) == (str(task_id), "task", "Bring the key")
    assert row["opens_at"] == f"/v1/cases/{case_id}/tasks/{task_id}"
    await scene.changes_task(scene.adviser, case_id, task_id, 1, state=TaskState.DONE)
    assert await scene.listed(scene.adviser) == []
    await scene.changes_task(scene.lead, case_id, task_id, 2, state=TaskState.OPEN, due_on=TOMORROW)
    [row] = await scene.rows(scene.adviser)
    assert row["due_on"] == TOMORROW.isoformat()


async def test_who_must_do_it_says_how_it_goes_and_who_wrote_it_corrects_it(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    task_id = await scene.task(scene.lead, case_id, of=scene.adviser)
    for changes in ({"title": "Something else"}, {"due_on": TODAY}, {"category": Category.HOUSING}):
        with pytest.raises(NotAllowed):
            await scene.changes_task(scene.adviser, case_id, task_id, 1, **changes)
    with pytest.raises(NotAllowed):
        await scene.changes_task(
            scene.adviser, case_id, task_id, 1, owner_agency_id=scene.lead.agency_id, owner_id=scene.lead.subject
        )
    with pytest.raises(Stale):
        await scene.changes_task(scene.lead, case_id, task_id, 2, title="Late")
    await scene.changes_task(scene.lead, case_id, task_id, 1, title="Bring both keys")
    await scene.changes_task(scene.adviser, case_id, task_id, 2, state=TaskState.DROPPED)
    with pytest.raises(Conflict):
        await scene.changes_task(scene.adviser, case_id, task_id, 3, state=TaskState.DONE)
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    await scene.changes_task(supervisor, case_id, task_id, 3, title="Bring all keys")
    async with scene.work(scene.lead) as work:
        versions = await list_task_versions(work, case_id, task_id, None, 10)
    assert [(one["content"]["title"], one["content"]["state"]) for one in versions] == [
        ("Ask for the papers", "open"),
        ("Bring both keys", "open"),
        ("Bring both keys", "dropped"),
    ]


async def test_who_may_not_see_a_task_is_not_told_of_it_though_it_is_theirs_to_do(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser, categories=frozenset({Category.SOCIAL}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    closed = [
        await scene.task(scene.lead, case_id, of=scene.adviser, category=Category.HEALTH),
        await scene.task(scene.lead, case_id, of=scene.adviser, sensitivity=Sensitivity.SEALED),
    ]
    assert await scene.listed(scene.adviser) == []
    async with scene.work(scene.adviser) as work:
        assert await list_tasks_of(work, case_id, None, 10) == []
    for task_id in closed:
        with pytest.raises(NotFound):
            await read(scene, scene.adviser, case_id, task_id)
        with pytest.raises(NotFound):
            await scene.changes_task(scene.adviser, case_id, task_id, 1, state=TaskState.DONE)
        with pytest.raises(NotFound):
            await scene.gives(scene.adviser, task_id, scene.colleague(scene.adviser))
    assert len(await scene.listed(scene.lead, Whose.TEAM)) == 2


async def test_writing_and_moving_leave_a_line_on_the_timeline(scene: TaskScene) -> None:
    case_id = await scene.case()
    task_id = await scene.task(scene.lead, case_id)
    await scene.changes_task(scene.lead, case_id, task_id, 1, state=TaskState.DONE)
    async with scene.work(scene.lead) as work:
        lines = await read_timeline(work, scene.person_id, None, 10)
    assert [(line["kind"], line["state"]) for line in lines if line["item_id"] == task_id] == [
        ("task_changed", "done"),
        ("task_written", "open"),
    ]


async def test_nobody_writes_a_task_about_people_of_whom_they_may_not(scene: TaskScene) -> None:
    case_id = await scene.case()
    with pytest.raises(NotFound):
        await scene.task(scene.nurse, case_id, of=scene.lead)
