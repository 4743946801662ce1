"""The second lock: a statement that forgets the predicate still shows nothing of people without a ground."""

from datetime import date
from uuid import UUID

import asyncpg
import pytest

from services.cases.plans.actions.agreeing import NewSignature, propose_plan, sign_plan
from services.cases.plans.actions.reviewing import NewReview, review_plan
from services.cases.plans.domain.agreeing import SignedHow
from shared.contracts.cases.plans import Party, SignedAs
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.plans.scenes import PlanScene

TABLES = (
    "goal",
    "goal_progress",
    "planned_action",
    "plan_version",
    "plan_review",
    "plan_line",
    "plan_signature",
)
FORGETFUL = {table: Statement(f"SELECT count(*) FROM {table}") for table in TABLES}
CHANGING = {table: Statement(f"UPDATE {table} SET municipality_id = municipality_id") for table in TABLES}
RETIRING = Statement("UPDATE plan_template SET retired_at = now()")
IN_ANOTHERS_NAME = Statement("""
    INSERT INTO goal_progress (id, goal_id, municipality_id, person_id, category, sensitivity, level, said_by,
        marked_at, agency_id, worker_id)
    VALUES (:id, :goal_id, :id, :person_id, 'social', 'ordinary', 0, 'worker', now(), :agency_id, :id)
""")


async def everything(scene: PlanScene, who: Actor) -> dict[str, int]:
    async with scene.work(who) as work:
        return {table: await work.value(statement) for table, statement in FORGETFUL.items()}


async def agreed_and_reviewed(scene: PlanScene, case_id: UUID) -> None:
    said = NewSignature(
        party=Party.LEAD,
        person_id=None,
        representative_id=None,
        answer=SignedAs.AGREED,
        words=None,
        signed_how=SignedHow.ELECTRONIC,
    )
    review = NewReview(held_on=date(2026, 6, 1), next_review_on=None, summary=None)
    async with scene.work(scene.lead) as work:
        version_id = await propose_plan(work, scene.lead, case_id)
        await sign_plan(work, scene.lead, case_id, version_id, said)
        await review_plan(work, scene.lead, case_id, review)


@pytest.fixture
async def goal_id(scene: PlanScene) -> UUID:
    """A row in each table, of an agency to whose people the nurse's agency has no ground."""
    case_id = await scene.case()
    goal_id = await scene.goal(scene.lead, case_id)
    await scene.action(scene.lead, case_id, goal_id)
    await scene.marks(scene.lead, case_id, goal_id, 0)
    await agreed_and_reviewed(scene, case_id)
    await scene.applies(scene.lead, case_id, await scene.template(scene.lead))
    await scene.known(scene.nurse)
    return goal_id


@pytest.mark.usefixtures("goal_id")
async def test_an_agency_sees_rows_of_its_own_people_and_no_row_of_others(scene: PlanScene) -> None:
    assert all(count >= 1 for count in (await everything(scene, scene.lead)).values())
    assert await everything(scene, scene.nurse) == dict.fromkeys(TABLES, 0)


async def test_a_template_is_retired_by_the_agency_that_wrote_it(scene: PlanScene) -> None:
    await scene.template(scene.lead)
    async with scene.work(scene.nurse) as work:
        assert await work.run(RETIRING) == 0
    async with scene.work(scene.lead) as work:
        assert await work.run(RETIRING) == 1


@pytest.mark.usefixtures("goal_id")
async def test_an_agency_changes_no_row_of_others(scene: PlanScene) -> None:
    async with scene.work(scene.nurse) as work:
        assert {table: await work.run(statement) for table, statement in CHANGING.items()} == dict.fromkeys(TABLES, 0)


async def test_nobody_speaks_of_a_goal_without_a_ground_or_in_the_name_of_others(
    scene: PlanScene, goal_id: UUID
) -> None:
    for who, agency_id in ((scene.nurse, scene.nurse.agency_id), (scene.lead, scene.nurse.agency_id)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scene.work(who) as work:
                named = {"id": new_id(), "goal_id": goal_id, "person_id": scene.person_id, "agency_id": agency_id}
                await work.run(IN_ANOTHERS_NAME, **named)
