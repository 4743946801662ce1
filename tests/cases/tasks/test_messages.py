"""An urgent message waits for each who works on the case by name, until they have read it; and nobody else knows."""

from typing import Any

import pytest

from services.cases.conversations.actions.messages import correct_message
from services.cases.conversations.actions.threads import change_thread, close_thread
from services.cases.tasks.domain.listing import Whose
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.vocabulary import Role
from shared.refusals import Conflict
from tests.cases.tasks.scenes import TaskScene


async def test_it_waits_for_each_worker_of_the_team_but_its_writer_until_they_read_it(scene: TaskScene) -> None:
    colleague = scene.colleague(scene.lead)
    case_id = await scene.team(scene.adviser, scene.nurse)
    await scene.joins(case_id, colleague)
    thread_id = await scene.starts(scene.adviser, case_id, urgent=True)
    await scene.says(scene.adviser, thread_id, "Not so urgent")
    for who in (scene.lead, scene.nurse, colleague):
        [row] = await scene.rows(who)
        assert (row["kind"], row["title"], row["case_id"]) == ("message", None, str(case_id))
        assert row["opens_at"].startswith(f"/v1/threads/{thread_id}/messages/")
        assert [one["person_id"] for one in row["persons"]] == [str(scene.person_id)]
    assert await scene.listed(scene.adviser) == []
    [row] = await scene.rows(scene.nurse)
    await scene.reads_up_to(scene.nurse, thread_id, row["opens_at"].rpartition("/")[2])
    assert await scene.listed(scene.nurse) == []
    assert len(await scene.listed(scene.lead)) == 1


async def test_who_has_not_read_something_is_told_to_nobody(scene: TaskScene) -> None:
    case_id = await scene.team(scene.adviser)
    await scene.starts(scene.lead, case_id, urgent=True)
    supervisor, deputy = scene.colleague(scene.adviser, Role.SUPERVISOR), scene.colleague(scene.adviser)
    await scene.is_away(scene.adviser, deputy)
    [duty_id] = await scene.listed(scene.adviser)
    for who in (scene.adviser, scene.lead, supervisor, deputy):
        for of in (Whose.TEAM, Whose.AGENCY):
            assert await scene.listed(who, of, DutyKind.MESSAGE) == []
    assert await scene.listed(deputy) == []
    with pytest.raises(Conflict):
        await scene.gives(scene.adviser, duty_id, deputy)


async def test_what_is_not_shown_does_not_wait(scene: TaskScene) -> None:
    case_id = await scene.team(scene.adviser, categories=frozenset({Category.SOCIAL, Category.HOUSING}))
    open_thread = await scene.starts(scene.lead, case_id)
    await scene.says(scene.lead, open_thread, "Health", category=Category.HEALTH, urgent=True)
    await scene.says(scene.lead, open_thread, "Sealed", sensitivity=Sensitivity.SEALED, urgent=True)
    closed_thread = await scene.starts(scene.lead, case_id, category=Category.HEALTH)
    await scene.says(scene.lead, closed_thread, "Of housing", category=Category.HOUSING, urgent=True)
    assert await scene.listed(scene.adviser) == []
    async with scene.work(scene.lead) as work:
        await change_thread(work, scene.lead, closed_thread, 1, {"category": Category.HOUSING})
    assert len(await scene.listed(scene.adviser)) == 1
    async with scene.work(scene.lead) as work:
        await change_thread(work, scene.lead, closed_thread, 2, {"sensitivity": Sensitivity.SEALED})
    assert await scene.listed(scene.adviser) == []


async def test_it_waits_no_longer_when_it_is_corrected_retracted_or_settled(scene: TaskScene) -> None:
    case_id = await scene.team(scene.adviser)
    thread_id = await scene.starts(scene.lead, case_id)
    message_id = await scene.says(scene.lead, thread_id, "Now", urgent=True)
    [row] = await scene.rows(scene.adviser)
    steps: list[tuple[dict[str, Any], list[str]]] = [
        ({"urgent": False}, []),
        ({"urgent": True, "category": Category.HOUSING}, ["housing"]),
    ]
    for version, (changes, categories) in enumerate(steps, 1):
        async with scene.work(scene.lead) as work:
            await correct_message(work, scene.lead, thread_id, message_id, version, changes)
        assert [one["category"] for one in await scene.rows(scene.adviser)] == categories
    assert [one["id"] for one in await scene.rows(scene.adviser)] == [row["id"]], "the same one"
    async with scene.work(scene.lead) as work:
        await close_thread(work, scene.lead, thread_id)
    assert await scene.listed(scene.adviser) == []
    other = await scene.starts(scene.lead, case_id)
    taken_back = await scene.says(scene.lead, other, "Now", urgent=True)
    assert len(await scene.listed(scene.adviser)) == 1
    await scene.takes_back(scene.lead, other, taken_back)
    assert await scene.listed(scene.adviser) == []
