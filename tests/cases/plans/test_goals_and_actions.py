"""Setting goals, planning actions, saying how they went."""

from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import close_case
from services.cases.plans.actions.goals import list_goal_versions, list_progress, read_goal
from services.cases.plans.actions.planned import list_action_versions
from services.cases.plans.actions.reviewing import read_scores
from services.cases.plans.domain.goals import Owner, OwnerKind
from services.cases.timeline.actions import ReferralMove, add_move, read_timeline
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.plans import ActionState, GoalState, Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound, Stale
from tests.cases.plans.scenes import PlanScene

LOOKS = Statement("""
    SELECT operation, act, person_id, categories, grounds FROM access_log WHERE subject_id = :subject ORDER BY id
""")
LINKED = Statement("UPDATE goal SET need_ids = ARRAY[CAST(:need AS uuid)] WHERE id = :goal")
TOLD = Statement("SELECT type FROM journal WHERE actor_id = :subject AND type LIKE 'parcours.goal.%' ORDER BY at, id")


async def shared_case(scene: PlanScene) -> UUID:
    """A case in which the adviser sits too."""
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    return case_id


async def test_a_goal_serves_needs_and_is_served_by_actions(scene: PlanScene) -> None:
    case_id = await scene.case()
    need_id = await scene.needs(scene.lead, case_id, "social-connection", category=Category.SOCIAL)
    goal_id = await scene.goal(scene.lead, case_id, need_ids=(need_id,))
    action_id = await scene.action(scene.lead, case_id, goal_id)
    (goal,) = await scene.goals(scene.lead, case_id)
    assert (goal["need_ids"], goal["state"], goal["version"]) == ([need_id], GoalState.PROPOSED, 1)
    (action,) = await scene.actions(scene.lead, case_id)
    assert (action["id"], action["goal_id"], action["state"]) == (action_id, goal_id, ActionState.PLANNED)


async def test_a_link_leads_to_what_the_reader_may_see_or_nowhere(scene: PlanScene) -> None:
    case_id = await shared_case(scene)
    need_id = await scene.needs(scene.lead, case_id, "addiction", category=Category.HEALTH)
    goal_id = await scene.goal(scene.lead, case_id, category=Category.HEALTH)
    await scene.action(scene.lead, case_id, goal_id)
    open_goal = await scene.goal(scene.lead, case_id, need_ids=(need_id,))
    (goal,) = await scene.goals(scene.adviser, case_id)
    assert (goal["id"], goal["need_ids"]) == (open_goal, [])
    (action,) = await scene.actions(scene.adviser, case_id)
    assert action["goal_id"] is None


async def test_a_need_that_the_corrector_does_not_see_stays_linked(scene: PlanScene, cases_owner: Database) -> None:
    case_id = await shared_case(scene)
    hidden = await scene.needs(scene.lead, case_id, "addiction", category=Category.HEALTH)
    goal_id = await scene.goal(scene.adviser, case_id)
    async with cases_owner.work(scene.lead) as work:
        await work.run(LINKED, goal=goal_id, need=hidden)
    seen = await scene.needs(scene.adviser, case_id, "homelessness")
    await scene.changes_goal(scene.adviser, case_id, goal_id, 1, need_ids=[seen])
    assert (await scene.goals(scene.adviser, case_id))[0]["need_ids"] == [seen]
    assert (await scene.goals(scene.lead, case_id))[0]["need_ids"] == sorted([hidden, seen])


async def test_goals_and_actions_name_only_what_belongs_to_the_case(scene: PlanScene) -> None:
    case_id, other = await scene.case(), await scene.case()
    elsewhere = await scene.goal(scene.lead, other)
    need_elsewhere = await scene.needs(scene.lead, other, "homelessness")
    for goal_id in (elsewhere, new_id()):
        with pytest.raises(Invalid) as refused:
            await scene.action(scene.lead, case_id, goal_id)
        assert refused.value.errors[0].pointer == "#/goal_id"
    for need_id in (need_elsewhere, new_id()):
        with pytest.raises(Invalid) as refused:
            await scene.goal(scene.lead, case_id, need_ids=(need_id,))
        assert refused.value.errors[0].pointer == "#/need_ids"


async def test_an_owner_is_a_worker_an_agency_the_person_or_a_carer_whom_one_knows(scene: PlanScene) -> None:
    case_id = await scene.case()
    carer = await scene.known(scene.lead)
    for owner, kept in (
        (Owner(OwnerKind.AGENCY, scene.adviser.agency_id), None),
        (Owner(OwnerKind.PERSON), scene.person_id),
        (Owner(OwnerKind.CARER), None),
        (Owner(OwnerKind.CARER, id=carer), carer),
    ):
        await scene.goal(scene.lead, case_id, owner=owner)
        assert (await scene.goals(scene.lead, case_id))[-1]["owner_id"] == kept
    for owner in (Owner(OwnerKind.PERSON, id=carer), Owner(OwnerKind.CARER, id=new_id())):
        with pytest.raises(Invalid) as refused:
            await scene.goal(scene.lead, case_id, owner=owner)
        assert refused.value.errors[0].pointer == "#/owner/id"


async def test_a_carer_is_named_to_those_who_may_know_of_them(scene: PlanScene) -> None:
    case_id = await shared_case(scene)
    carer = await scene.known(scene.lead)
    await scene.goal(scene.lead, case_id, owner=Owner(OwnerKind.CARER, id=carer))
    assert [one["owner_id"] for one in await scene.goals(scene.lead, case_id)] == [carer]
    assert [one["owner_id"] for one in await scene.goals(scene.adviser, case_id)] == [None]


async def test_a_goal_is_moved_by_the_team_and_corrected_by_its_writer(scene: PlanScene) -> None:
    case_id = await shared_case(scene)
    goal_id = await scene.goal(scene.lead, case_id)
    await scene.changes_goal(scene.adviser, case_id, goal_id, 1, state=GoalState.ACTIVE)
    with pytest.raises(NotAllowed):
        await scene.changes_goal(scene.adviser, case_id, goal_id, 2, wording="Ours")
    with pytest.raises(NotAllowed):
        await scene.changes_goal(scene.colleague(scene.lead), case_id, goal_id, 2, wording="Ours")
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    await scene.changes_goal(supervisor, case_id, goal_id, 2, wording="Leaves the flat daily")
    with pytest.raises(Stale):
        await scene.changes_goal(scene.lead, case_id, goal_id, 2, wording="Late")
    with pytest.raises(Conflict) as refused:
        await scene.changes_goal(scene.lead, case_id, goal_id, 3, state=GoalState.PROPOSED)
    assert refused.value.extensions["state"] == GoalState.ACTIVE


async def test_an_action_is_done_by_its_owner_also_without_a_ground_to_contribute(
    scene: PlanScene, cases_owner: Database
) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.may_only_read(cases_owner, scene.adviser, Category.SOCIAL)
    goal_id = await scene.goal(scene.lead, case_id)
    theirs = Owner(OwnerKind.AGENCY, scene.adviser.agency_id)
    action_id = await scene.action(scene.lead, case_id, goal_id, owner=theirs)
    own = await scene.action(scene.lead, case_id, goal_id)
    await scene.changes_action(scene.adviser, case_id, action_id, 1, state=ActionState.DONE)
    for changes in ({"title": "Something else"}, {"owner": Owner(OwnerKind.PERSON)}):
        with pytest.raises(NotAllowed):
            await scene.changes_action(scene.adviser, case_id, action_id, 2, **changes)
    with pytest.raises(NotAllowed):
        await scene.changes_action(scene.adviser, case_id, own, 1, state=ActionState.DONE)
    with pytest.raises(NotAllowed):
        await scene.changes_goal(scene.adviser, case_id, goal_id, 1, state=GoalState.ACTIVE)
    with pytest.raises(NotAllowed):
        await scene.marks(scene.adviser, case_id, goal_id, 1)
    with pytest.raises(NotFound):
        await scene.changes_action(scene.nurse, case_id, own, 1, state=ActionState.DONE)


async def test_earlier_versions_say_what_was_said_and_not_where_it_led(scene: PlanScene) -> None:
    case_id = await scene.case()
    goal_id = await scene.goal(scene.lead, case_id, own_words="First")
    await scene.changes_goal(scene.lead, case_id, goal_id, 1, own_words="Second")
    action_id = await scene.action(scene.lead, case_id, goal_id)
    await scene.changes_action(scene.lead, case_id, action_id, 1, state=ActionState.UNDER_WAY)
    async with scene.work(scene.lead) as work:
        (goal,) = await list_goal_versions(work, case_id, goal_id, None, 10)
        (action,) = await list_action_versions(work, case_id, action_id, None, 10)
    assert (goal["content"]["own_words"], action["content"]["state"]) == ("First", ActionState.PLANNED)
    assert not {"need_ids", "goal_id", "owner_id"} & (goal["content"].keys() | action["content"].keys())


async def test_what_a_goal_said_under_another_category_stays_there(scene: PlanScene) -> None:
    case_id = await shared_case(scene)
    goal_id = await scene.goal(scene.lead, case_id, category=Category.HEALTH, own_words="About my illness")
    assert await scene.goals(scene.adviser, case_id) == []
    await scene.changes_goal(scene.lead, case_id, goal_id, 1, category=Category.SOCIAL, own_words="Get out")
    assert [one["own_words"] for one in await scene.goals(scene.adviser, case_id)] == ["Get out"]
    async with scene.work(scene.adviser) as work:
        assert await list_goal_versions(work, case_id, goal_id, None, 10) == []
        kinds = [row["kind"] for row in await read_timeline(work, scene.person_id, None, 100)]
    assert "goal_set" in kinds
    await scene.changes_goal(scene.lead, case_id, goal_id, 2, sensitivity=Sensitivity.SEALED)
    assert await scene.goals(scene.adviser, case_id) == []
    async with scene.work(scene.adviser) as work:
        kinds = [row["kind"] for row in await read_timeline(work, scene.person_id, None, 100)]
    assert "goal_set" not in kinds


async def test_worker_and_person_mark_progress_and_may_disagree(scene: PlanScene) -> None:
    case_id = await shared_case(scene)
    goal_id = await scene.goal(scene.lead, case_id)
    await scene.marks(scene.lead, case_id, goal_id, -1)
    await scene.marks(scene.adviser, case_id, goal_id, 1, Voice.PERSON)
    await scene.marks(scene.lead, case_id, goal_id, 0)
    (goal,) = await scene.goals(scene.lead, case_id)
    assert (goal["by_worker"]["level"], goal["by_person"]["level"]) == (0, 1)
    async with scene.work(scene.adviser) as work:
        said = await list_progress(work, case_id, goal_id, None, 10)
    assert [(row["level"], row["said_by"]) for row in said] == [(-1, "worker"), (1, "person"), (0, "worker")]
    with pytest.raises(NotFound):
        await scene.marks(scene.nurse, case_id, goal_id, 2)


async def test_what_was_said_of_a_goal_under_another_category_stays_there(scene: PlanScene) -> None:
    case_id = await shared_case(scene)
    goal_id = await scene.goal(scene.lead, case_id, category=Category.HEALTH)
    await scene.marks(scene.lead, case_id, goal_id, -1)
    await scene.changes_goal(scene.lead, case_id, goal_id, 1, category=Category.SOCIAL)
    for who, level, count in ((scene.lead, -1, 1), (scene.adviser, None, 0)):
        (goal,) = await scene.goals(who, case_id)
        assert (goal["by_worker"] and goal["by_worker"]["level"]) == level
        async with scene.work(who) as work:
            assert len(await list_progress(work, case_id, goal_id, None, 10)) == count
            assert (await read_scores(work, case_id)).by_worker == (None if level is None else 40.0)
    await scene.marks(scene.lead, case_id, goal_id, 0)
    assert (await scene.goals(scene.adviser, case_id))[0]["by_worker"]["level"] == 0


async def test_progress_needs_a_scale_that_was_agreed_before(scene: PlanScene) -> None:
    case_id = await scene.case()
    goal_id = await scene.goal(scene.lead, case_id, scale=None)
    with pytest.raises(Conflict):
        await scene.marks(scene.lead, case_id, goal_id, 1)


async def test_nothing_new_is_planned_in_a_closed_case(scene: PlanScene) -> None:
    case_id = await scene.case()
    goal_id = await scene.goal(scene.lead, case_id)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    with pytest.raises(Conflict):
        await scene.goal(scene.lead, case_id)
    with pytest.raises(Conflict):
        await scene.action(scene.lead, case_id, goal_id)


async def test_what_an_agency_contributed_to_a_plan_flows_to_its_team(scene: PlanScene) -> None:
    case_id = await shared_case(scene)
    goal_id = await scene.goal(scene.adviser, case_id, category=Category.HOUSING)
    assert goal_id in {one["id"] for one in await scene.goals(scene.lead, case_id)}


async def test_each_look_and_each_fact_is_written_where_it_happens(scene: PlanScene, cases_owner: Database) -> None:
    case_id = await scene.case()
    goal_id = await scene.goal(scene.lead, case_id)
    await scene.marks(scene.lead, case_id, goal_id, 1)
    await scene.changes_goal(scene.lead, case_id, goal_id, 1, state=GoalState.ACTIVE)
    await scene.goals(scene.lead, case_id)
    with pytest.raises(NotFound):
        async with scene.work(scene.lead) as work:
            await read_goal(work, case_id, new_id())
    async with cases_owner.work(scene.lead) as work:
        told = [row["type"].split(".")[2] for row in await work.rows(TOLD, subject=scene.lead.subject)]
        looks = await work.rows(LOOKS, subject=scene.lead.subject)
    assert told == ["set", "progress_marked", "changed"]
    listed = next(row for row in looks if row["operation"] == "list-goals")
    assert (listed["act"], listed["person_id"], listed["categories"]) == ("opened", scene.person_id, ["social"])
    assert listed["grounds"] == [f"authorship:{scene.person_id}"]
    assert ("read-goal", "denied") in {(row["operation"], row["act"]) for row in looks}


async def referred(scene: PlanScene, person_id: UUID) -> UUID:
    """A referral that the lead sent to the adviser, in housing."""
    move = ReferralMove(
        referral_id=new_id(),
        person_id=person_id,
        case_id=None,
        sender_agency_id=scene.lead.agency_id,
        receiver_agency_id=scene.adviser.agency_id,
        kind=LineKind.REFERRAL_SENT,
        category=Category.HOUSING,
        state="sent",
        moved_at=scene.database.clock(),
        by_agency_id=scene.lead.agency_id,
        by_id=scene.lead.subject,
    )
    async with scene.database.work(TaskActor("referral_moves")) as work:
        await add_move(work, new_id(), move)
    return move.referral_id


async def test_an_action_leads_to_a_referral_of_its_person_for_those_who_see_that_referral(scene: PlanScene) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset({Category.SOCIAL}))
    case_id = await scene.case()
    await scene.joins(case_id, scene.nurse)
    referral_id, of_another = (
        await referred(scene, scene.person_id),
        await referred(scene, await scene.known(scene.lead)),
    )
    action_id = await scene.action(scene.lead, case_id, await scene.goal(scene.lead, case_id))
    for unknown in (of_another, new_id()):
        with pytest.raises(Invalid):
            await scene.changes_action(scene.lead, case_id, action_id, 1, referral_id=unknown)
    await scene.changes_action(scene.lead, case_id, action_id, 1, referral_id=referral_id)
    for who, seen in ((scene.lead, referral_id), (scene.nurse, None)):
        [row] = await scene.actions(who, case_id)
        assert row["referral_id"] == seen
    await scene.changes_action(scene.nurse, case_id, action_id, 2, state=ActionState.DONE)
    [row] = await scene.actions(scene.lead, case_id)
    assert row["referral_id"] == referral_id, "also when somebody moves it who does not see where it leads"
