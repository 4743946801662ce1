"""Each look at a plan is in the access log, of whom and on which ground."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import read_case
from services.cases.plans.actions import agreeing, reviewing
from services.cases.plans.actions.goals import list_goal_versions, list_goals, list_progress, read_goal
from services.cases.plans.actions.lines import list_lines
from services.cases.plans.actions.planned import list_actions
from services.cases.plans.domain.agreeing import SignedHow
from shared.contracts.cases.plans import Party, SignedAs
from shared.contracts.cases.vocabulary import Category
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotFound
from tests.cases.plans.scenes import PlanScene

LOOKS = Statement("""
    SELECT operation, act, person_id, municipality_id, categories, grounds, decision_id FROM access_log
    WHERE subject_id = :subject ORDER BY id
""")
Reading = Callable[[UnitOfWork], Awaitable[object]]


@pytest.fixture
async def plan(scene: PlanScene) -> tuple[UUID, UUID, UUID, UUID]:
    """Case, goal about housing, version and review, by the lead; the adviser sits in the case."""
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    goal_id = await scene.goal(scene.lead, case_id, category=Category.HOUSING)
    await scene.marks(scene.lead, case_id, goal_id, 1)
    await scene.changes_goal(scene.lead, case_id, goal_id, 1, wording="Better said")
    said = agreeing.NewSignature(
        party=Party.LEAD,
        person_id=None,
        representative_id=None,
        answer=SignedAs.AGREED,
        words=None,
        signed_how=SignedHow.ELECTRONIC,
    )
    review = reviewing.NewReview(held_on=date(2026, 6, 1), next_review_on=None, summary=None)
    async with scene.work(scene.lead) as work:
        version_id = await agreeing.propose_plan(work, scene.lead, case_id)
        await agreeing.sign_plan(work, scene.lead, case_id, version_id, said)
        review_id = await reviewing.review_plan(work, scene.lead, case_id, review)
    return case_id, goal_id, version_id, review_id


async def test_each_look_is_one_line_with_its_person_categories_and_ground(
    scene: PlanScene, plan: tuple[UUID, UUID, UUID, UUID], cases_owner: Database
) -> None:
    case_id, goal_id, version_id, review_id = plan

    async def signatures(work: UnitOfWork) -> object:
        return await agreeing.list_signatures(work, await read_case(work, case_id), version_id, None, 10)

    reading: list[tuple[str, list[str], Reading]] = [
        ("list-goals", ["housing"], lambda work: list_goals(work, case_id, None, 10)),
        ("read-goal", ["housing"], lambda work: read_goal(work, case_id, goal_id)),
        ("list-progress", ["housing"], lambda work: list_progress(work, case_id, goal_id, None, 10)),
        ("read-plan", ["housing", "social"], lambda work: reviewing.read_scores(work, case_id)),
        ("list-plan-versions", ["social"], lambda work: agreeing.list_versions(work, case_id, None, 10)),
        ("read-plan-version", ["social"], lambda work: agreeing.read_version(work, case_id, version_id)),
        ("list-plan-signatures", ["social"], signatures),
        ("list-plan-reviews", ["social"], lambda work: reviewing.list_reviews(work, case_id, None, 10)),
        ("read-plan-review", ["social"], lambda work: reviewing.read_review(work, case_id, review_id)),
        ("list-changes", ["housing"], lambda work: list_lines(work, review_id, None, 10, "list-changes")),
    ]
    decisions = []
    for _, _, read in reading:
        async with scene.work(scene.adviser) as work:
            await read(work)
            decisions.append(work.decision_id)
    async with cases_owner.work(scene.adviser) as work:
        looks = await work.rows(LOOKS, subject=scene.adviser.subject)
    assert [(row["operation"], row["categories"]) for row in looks] == [(name, shown) for name, shown, _ in reading]
    assert [row["decision_id"] for row in looks] == decisions
    for row in looks:
        assert (row["act"], row["person_id"]) == ("opened", scene.person_id)
        assert (row["municipality_id"], row["grounds"]) == (scene.world.municipality_id, [f"team:{case_id}"])


async def test_earlier_versions_are_logged_beside_the_present_one(
    scene: PlanScene, plan: tuple[UUID, UUID, UUID, UUID], cases_owner: Database
) -> None:
    case_id, goal_id, _, _ = plan
    async with scene.work(scene.adviser) as work:
        assert len(await list_goal_versions(work, case_id, goal_id, None, 10)) == 1
    async with cases_owner.work(scene.adviser) as work:
        looks = await work.rows(LOOKS, subject=scene.adviser.subject)
    assert [row["operation"] for row in looks] == ["list-goal-versions"] * 2


async def test_nothing_that_is_shown_leaves_no_line_and_what_is_refused_leaves_one(
    scene: PlanScene, plan: tuple[UUID, UUID, UUID, UUID], cases_owner: Database
) -> None:
    case_id, goal_id, version_id, review_id = plan
    async with scene.work(scene.adviser) as work:
        assert await list_actions(work, case_id, None, 10) == []
    refused: list[Reading] = [
        lambda work: read_goal(work, case_id, new_id()),
        lambda work: agreeing.read_version(work, case_id, review_id),
        lambda work: reviewing.read_review(work, case_id, version_id),
        lambda work: agreeing.find_version(work, new_id(), version_id),
        lambda work: list_progress(work, case_id, new_id(), None, 10),
        lambda work: list_progress(work, new_id(), goal_id, None, 10),
    ]
    for read in refused:
        with pytest.raises(NotFound):
            async with scene.work(scene.adviser) as work:
                await read(work)
    async with cases_owner.work(scene.adviser) as work:
        looks = await work.rows(LOOKS, subject=scene.adviser.subject)
    assert [(row["operation"], row["act"]) for row in looks] == [
        ("read-goal", "denied"),
        ("read-plan-version", "denied"),
        ("read-plan-review", "denied"),
        ("read-plan-version", "denied"),
        ("list-progress", "denied"),
        ("list-progress", "denied"),
    ]
