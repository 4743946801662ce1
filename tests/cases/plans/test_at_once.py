"""Many at once: one order explains every answer."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from services.cases.plans.actions.agreeing import (
    NewSignature,
    list_versions,
    propose_plan,
    read_version,
    sign_plan,
)
from services.cases.plans.actions.goals import change_goal
from services.cases.plans.actions.templates import retire_template
from services.cases.plans.domain.agreeing import SignedHow
from shared.contracts.cases.plans import GoalState, Party, SignedAs
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict, Refusal, Stale
from tests.cases.plans.scenes import PlanScene

MANY = 8
WAITING = Statement("SELECT id FROM duty WHERE case_id = :case_id AND kind = 'signature'")


async def at_once(scene: PlanScene, *acts: Callable[[UnitOfWork], Awaitable[object]]) -> list[type[Refusal] | None]:
    """Acts of the lead at the same time; how each was answered."""

    async def once(act: Callable[[UnitOfWork], Awaitable[object]]) -> type[Refusal] | None:
        try:
            async with scene.work(scene.lead) as work:
                await act(work)
        except Refusal as refusal:
            return type(refusal)
        return None

    return list(await asyncio.gather(*(once(act) for act in acts)))


@pytest.fixture
async def case_id(scene: PlanScene) -> UUID:
    """A case about two people, with a goal."""
    case_id = await scene.case(scene.person_id, await scene.known(scene.lead))
    await scene.goal(scene.lead, case_id, scene.person_id)
    return case_id


async def test_versions_that_are_proposed_at_once_are_counted_one_by_one(scene: PlanScene, case_id: UUID) -> None:
    answers = await at_once(scene, *[lambda work: propose_plan(work, scene.lead, case_id)] * MANY)
    assert answers == [None] * MANY
    async with scene.work(scene.lead) as work:
        versions = await list_versions(work, case_id, None, MANY)
    assert [row["number"] for row in versions] == list(range(MANY, 0, -1))
    assert [row["is_superseded"] for row in versions] == [False, *[True] * (MANY - 1)]


async def test_signatures_given_at_once_all_count(scene: PlanScene, case_id: UUID) -> None:
    async with scene.work(scene.lead) as work:
        version_id = await propose_plan(work, scene.lead, case_id)
        people = (await read_version(work, case_id, version_id))["awaiting"]

    def signs(person_id: UUID | None) -> Callable[[UnitOfWork], Awaitable[object]]:
        said = NewSignature(
            party=Party.PERSON if person_id else Party.LEAD,
            person_id=person_id,
            representative_id=None,
            answer=SignedAs.AGREED,
            words=None,
            signed_how=SignedHow.WRITTEN,
        )
        return lambda work: sign_plan(work, scene.lead, case_id, version_id, said)

    assert await at_once(scene, *map(signs, (*people, None))) == [None, None, None]
    async with scene.work(scene.lead) as work:
        version = await read_version(work, case_id, version_id)
    assert (version["awaiting"], version["lead_agrees"], version["agreed_at"] is not None) == ([], True, True)


async def test_a_version_that_is_signed_while_another_takes_its_place_waits_on_no_list(
    scene: PlanScene, case_id: UUID
) -> None:
    """Whoever signs waits for whoever proposes, and finds that there is a newer version."""
    async with scene.work(scene.lead) as work:
        version_id = await propose_plan(work, scene.lead, case_id)
    said = NewSignature(
        party=Party.LEAD,
        person_id=None,
        representative_id=None,
        answer=SignedAs.AGREED,
        words=None,
        signed_how=SignedHow.WRITTEN,
    )

    async def signs() -> None:
        async with scene.work(scene.lead) as work:
            await sign_plan(work, scene.lead, case_id, version_id, said)

    async with scene.work(scene.lead) as work:
        latest = await propose_plan(work, scene.lead, case_id)
        signing = asyncio.create_task(signs())
        await asyncio.wait([signing], timeout=0.3)
    with pytest.raises(Conflict):
        await signing
    async with scene.work(scene.lead) as work:
        waiting = await work.rows(WAITING, case_id=case_id)
    assert [row["id"] for row in waiting] == [latest]


async def test_of_many_who_edit_one_version_of_a_goal_one_does(scene: PlanScene, case_id: UUID) -> None:
    (goal,) = await scene.goals(scene.lead, case_id)
    changes = {"state": GoalState.ACTIVE}
    answers = await at_once(
        scene, *[lambda work: change_goal(work, scene.lead, case_id, goal["id"], 1, changes)] * MANY
    )
    assert (answers.count(None), answers.count(Stale)) == (1, MANY - 1)


async def test_of_many_who_retire_a_template_one_does(scene: PlanScene) -> None:
    template_id = await scene.template(scene.lead)
    answers = await at_once(scene, *[lambda work: retire_template(work, scene.lead, template_id)] * MANY)
    assert (answers.count(None), answers.count(Conflict)) == (1, MANY - 1)
