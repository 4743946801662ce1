"""Whom a case is about may change; what its team sees of them follows with the answer."""

from uuid import UUID

import pytest

from services.cases.access.actions import standing_to
from services.cases.coordination.actions.people import add_person, remove_person
from services.cases.coordination.domain.case import HouseholdRole
from services.cases.timeline.actions import read_timeline
from shared.contracts.identity.actor import Actor
from shared.identifiers import new_id
from shared.refusals import Conflict, NotAllowed, NotFound
from tests.cases.coordination.scenes import Scene


async def adds(scene: Scene, by: Actor, case_id: UUID, person_id: UUID) -> None:
    async with scene.work(by) as work:
        await add_person(work, by, case_id, person_id, HouseholdRole.CHILD)


async def removes(scene: Scene, by: Actor, case_id: UUID, person_id: UUID) -> None:
    async with scene.work(by) as work:
        await remove_person(work, by, case_id, person_id)


async def knows(scene: Scene, who: Actor, person_id: UUID) -> bool:
    try:
        async with scene.work(who) as work:
            await standing_to(work, person_id)
    except NotFound:
        return False
    return True


async def kinds(scene: Scene, who: Actor, person_id: UUID) -> list[str]:
    async with scene.work(who) as work:
        return [row["kind"] for row in await read_timeline(work, person_id, None, 10)][::-1]


async def test_a_child_joins_and_leaves_and_what_the_team_sees_follows(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    child = await scene.known(scene.lead)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    assert not await knows(scene, scene.adviser, child)
    await adds(scene, scene.lead, case_id, child)
    assert await knows(scene, scene.adviser, child)
    case = await scene.sees_case(scene.adviser, case_id)
    assert [(one["person_id"], one["role"]) for one in case["persons"]] == [
        (str(scene.person_id), "focus"),
        (str(child), "child"),
    ]
    assert (case["version"], case["title"]) == (2, "Return home")
    await removes(scene, scene.lead, case_id, child)
    assert not await knows(scene, scene.adviser, child)
    assert await knows(scene, scene.adviser, scene.person_id)
    assert await kinds(scene, scene.lead, child) == ["joined_case", "left_case"]
    await adds(scene, scene.lead, case_id, child)
    assert await knows(scene, scene.adviser, child)


async def test_what_was_written_stays_in_the_record_of_who_left(scene: Scene) -> None:
    child = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, child)
    await scene.writes(scene.lead, case_id, "About the child", child)
    await removes(scene, scene.lead, case_id, child)
    assert await scene.texts(scene.lead, case_id) == ["About the child"]


async def test_nobody_joins_twice_and_the_last_does_not_leave(scene: Scene) -> None:
    case_id = await scene.case()
    with pytest.raises(Conflict):
        await adds(scene, scene.lead, case_id, scene.person_id)
    with pytest.raises(Conflict):
        await removes(scene, scene.lead, case_id, scene.person_id)


async def test_only_the_lead_changes_whom_a_case_is_about(scene: Scene) -> None:
    child = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, child)
    colleague = scene.colleague(scene.lead)
    with pytest.raises(NotAllowed):
        await removes(scene, colleague, case_id, child)
    with pytest.raises(NotAllowed):
        await adds(scene, colleague, case_id, await scene.known(scene.lead))


async def test_an_invented_person_and_one_of_others_are_the_same(scene: Scene) -> None:
    case_id = await scene.case()
    for person_id in (new_id(), await scene.known(scene.nurse)):
        with pytest.raises(NotFound):
            await adds(scene, scene.lead, case_id, person_id)
        with pytest.raises(NotFound):
            await removes(scene, scene.lead, case_id, person_id)
