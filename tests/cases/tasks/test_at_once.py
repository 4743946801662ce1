"""Whoever joins while something is planned has it on the list, whichever of both was first."""

import asyncio
from uuid import UUID

import pytest

from services.cases.coordination.domain.case import Risk
from services.cases.outcomes.actions.closing import close_case
from services.cases.outcomes.domain.closing import Ending
from services.cases.tasks.actions.giving import give
from services.cases.tasks.domain.listing import Whose
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.duties import GivenBecause
from shared.contracts.cases.outcomes import Becomes, CaseOutcome
from shared.contracts.cases.plans import ActionState
from shared.contracts.cases.vocabulary import Category
from shared.identifiers import new_id
from shared.refusals import NotAllowed, Refusal
from tests.cases.tasks.scenes import TODAY, TaskScene, of_worker


async def test_a_member_who_joins_while_work_is_planned_and_the_risk_changes_misses_nothing(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    for _ in range(5):
        case_id = await scene.case()
        await scene.plans(scene.lead, case_id, due_on=TODAY)
        await asyncio.gather(
            scene.plans(scene.lead, case_id, due_on=TODAY),
            scene.joins(case_id, scene.adviser),
            scene.plans(scene.lead, case_id, due_on=TODAY, owner=of_worker(scene.adviser)),
            scene.changes_case(scene.lead, case_id, risk=Risk.HIGH),
        )
        rows = [row for row in await scene.rows(scene.adviser, Whose.TEAM) if row["case_id"] == str(case_id)]
        assert [row["risk"] for row in rows] == ["high"] * 3


async def closes_with_all(scene: TaskScene, case_id: UUID) -> None:
    """The case, and every action in it."""
    ending = Ending(reason=ClosingReason.GOALS_REACHED, outcome=CaseOutcome.REACHED, actions=Becomes.ENDS)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ending)


async def test_a_case_is_closed_with_its_actions_while_they_are_moved_on(scene: TaskScene) -> None:
    for _ in range(5):
        case_id = await scene.case()
        action_id = await scene.plans(scene.lead, case_id)
        closed, moved = await asyncio.gather(
            closes_with_all(scene, case_id),
            scene.changes_action(scene.lead, case_id, action_id, 1, state=ActionState.UNDER_WAY),
            return_exceptions=True,
        )
        assert [one for one in (closed, moved) if one is not None and not isinstance(one, Refusal)] == []
        assert await scene.listed(scene.lead, Whose.TEAM) == []


async def test_of_colleagues_who_take_a_referral_at_once_one_has_it(scene: TaskScene) -> None:
    """The other is not told that it is theirs, and takes it from nobody."""
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    referral_id = new_id()
    await scene.referral_moves("sent", "sent", referral_id, sender=scene.lead, receiver=scene.adviser)
    first, second = scene.colleague(scene.adviser), scene.colleague(scene.adviser)
    async with scene.work(first) as work:
        await give(work, first, referral_id, first.subject, GivenBecause.WORKLOAD)
        taking = asyncio.create_task(scene.gives(second, referral_id, second))
        await asyncio.wait([taking], timeout=0.3)
    with pytest.raises(NotAllowed):
        await taking
    assert (await scene.listed(first), await scene.listed(second)) == ([referral_id], [])
