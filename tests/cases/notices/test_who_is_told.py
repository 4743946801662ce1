"""Who is told of what, as their list shows it."""

from datetime import timedelta

import pytest

from services.cases.conflicts.actions import declare_conflict, lift_conflict
from services.cases.conflicts.domain import LiftingReason, Relation
from services.cases.coordination.actions.cases import close_case, reopen_case
from services.cases.coordination.actions.invitations import decline_invitation, withdraw_invitation
from services.cases.coordination.actions.lead import change_lead
from services.cases.coordination.actions.team import end_membership
from services.cases.coordination.subscriptions import KEPT_OUT_WORKERS
from services.cases.mandates.actions.deciding import confirm_mandate
from services.cases.mandates.actions.recording import NewMandate, record_mandate
from services.cases.notices.domain.notice import NoticeKind
from services.cases.plans.actions.agreeing import propose_plan
from services.cases.plans.actions.planned import change_action
from services.cases.plans.domain.goals import Owner, OwnerKind
from shared.contracts.cases.coordination import ClosingReason, DecliningReason, ReopeningReason
from shared.contracts.cases.plans import ActionState
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.identifiers import new_id
from tests.cases.notices.noticing import Noticing
from tests.cases.people.persons import identity, registered


async def test_whoever_joins_a_team_is_told_and_so_is_the_lead_unless_they_did_it(scene: Noticing) -> None:
    case_id = await scene.case()
    deputy, colleague = scene.colleague(scene.lead, Role.SUPERVISOR), scene.colleague(scene.lead)
    member_id = await scene.joins(case_id, colleague, by=deputy)
    await scene.joins(case_id, scene.colleague(scene.lead))
    await scene.is_heard()
    assert await scene.kinds(colleague) == [NoticeKind.TEAM_JOINED]
    assert await scene.kinds(scene.lead) == [NoticeKind.MEMBER_JOINED]
    assert await scene.kinds(deputy) == []
    async with scene.work(deputy) as work:
        await end_membership(work, deputy, case_id, member_id)
    await scene.is_heard()
    assert await scene.kinds(scene.lead) == [NoticeKind.MEMBER_JOINED, NoticeKind.MEMBER_LEFT]


async def test_another_agency_is_told_that_it_is_asked_and_the_lead_what_it_answers(scene: Noticing) -> None:
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    withdrawn = await scene.asks(case_id, scene.nurse, by_name=False)
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, case_id, withdrawn)
    declined = await scene.asks(case_id, scene.nurse)
    async with scene.work(scene.nurse) as work:
        await decline_invitation(work, scene.nurse, declined, DecliningReason.NO_CAPACITY)
    await scene.is_heard()
    assert await scene.kinds(scene.adviser) == [NoticeKind.TEAM_INVITED]
    assert await scene.kinds(scene.lead) == [NoticeKind.MEMBER_JOINED, NoticeKind.INVITATION_DECLINED]
    asked = [NoticeKind.TEAM_INVITED, NoticeKind.INVITATION_WITHDRAWN]
    assert await scene.kinds(scene.nurse) == [*asked, NoticeKind.TEAM_INVITED]
    assert await scene.kinds(scene.colleague(scene.nurse)) == asked
    assert [row["people"] for row in await scene.notices(scene.nurse)] == [None] * 3, "nobody is named yet"


async def test_who_must_not_know_of_a_person_is_not_told_that_their_agency_is_asked(scene: Noticing) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.known(scene.adviser, scene.person_id)
    case_id = await scene.case()
    await scene.asks(case_id, scene.adviser, by_name=False)
    await scene.is_heard()
    assert await scene.kinds(scene.adviser) == [NoticeKind.TEAM_INVITED]
    async with scene.work(scene.adviser) as work:
        await declare_conflict(work, scene.adviser, scene.person_id, Relation.NEIGHBOUR)
    assert await scene.kinds(scene.adviser) == []
    [live] = await scene.live(scene.adviser)
    assert live.rows == []


async def test_a_new_lead_is_told_that_it_is_theirs_and_the_others_that_it_changed(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser)
    member_id = await scene.joins(case_id, scene.colleague(scene.lead), whole_agency=True)
    await scene.is_heard()
    async with scene.work(scene.lead) as work:
        await change_lead(work, scene.lead, case_id, member_id, stays=True)
    await scene.is_heard()
    assert (await scene.kinds(scene.adviser))[-1] == NoticeKind.LEAD_CHANGED
    assert (await scene.kinds(scene.colleague(scene.lead)))[-1] == NoticeKind.LEAD_GIVEN
    assert NoticeKind.LEAD_CHANGED not in await scene.kinds(scene.lead), "who did it is told by neither seat"


async def test_closing_and_reopening_are_told_to_those_who_still_see_the_case(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser)
    colleague = scene.colleague(scene.lead)
    await scene.joins(case_id, colleague)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.GOALS_REACHED)
    await scene.is_heard()
    assert await scene.kinds(colleague) == [NoticeKind.TEAM_JOINED, NoticeKind.CASE_CLOSED]
    assert await scene.kinds(scene.adviser) == [NoticeKind.TEAM_INVITED], "what they saw as the team ended with it"
    async with scene.work(scene.lead) as work:
        await reopen_case(work, scene.lead, case_id, ReopeningReason.NEED_RETURNED)
    await scene.is_heard()
    assert await scene.kinds(scene.adviser) == [
        NoticeKind.TEAM_INVITED,
        NoticeKind.CASE_CLOSED,
        NoticeKind.CASE_REOPENED,
    ]


async def test_an_action_is_told_to_its_owner_and_how_it_went_to_who_planned_it(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser, categories=frozenset({Category.SOCIAL}))
    await scene.is_heard()
    goal_id = await scene.goal(scene.lead, case_id)
    theirs = Owner(OwnerKind.WORKER, scene.adviser.agency_id, scene.adviser.subject)
    action_id = await scene.action(scene.lead, case_id, goal_id, owner=theirs)
    await scene.is_heard()
    assert (await scene.notices(scene.adviser))[0]["item_id"] == action_id
    assert (await scene.kinds(scene.adviser))[1:] == [NoticeKind.ACTION_ASSIGNED]
    async with scene.work(scene.adviser) as work:
        await change_action(work, scene.adviser, case_id, action_id, 1, {"state": ActionState.DONE})
    await scene.is_heard()
    assert (await scene.kinds(scene.lead))[1:] == [NoticeKind.ACTION_CHANGED]
    assert len(await scene.kinds(scene.adviser)) == 2


async def test_an_action_of_an_agency_is_told_to_everybody_there_but_who_planned_it(scene: Noticing) -> None:
    case_id = await scene.case()
    goal_id = await scene.goal(scene.lead, case_id)
    await scene.action(scene.lead, case_id, goal_id, owner=Owner(OwnerKind.AGENCY, scene.lead.agency_id, None))
    await scene.is_heard()
    assert await scene.kinds(scene.colleague(scene.lead)) == [NoticeKind.ACTION_ASSIGNED]
    assert await scene.kinds(scene.lead) == []


async def test_a_proposed_plan_is_told_to_the_team(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser)
    await scene.goal(scene.lead, case_id)
    async with scene.work(scene.lead) as work:
        version_id = await propose_plan(work, scene.lead, case_id)
    await scene.is_heard()
    assert await scene.kinds(scene.adviser) == [NoticeKind.TEAM_INVITED, NoticeKind.PLAN_PROPOSED]
    newest = (await scene.notices(scene.adviser))[0]
    assert (newest["item_id"], newest["case_id"]) == (version_id, case_id)


async def test_a_message_is_told_to_the_team_but_its_writer(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser)
    await scene.is_heard()
    thread_id = await scene.starts(scene.adviser, case_id, urgent=True)
    await scene.is_heard()
    newest = (await scene.notices(scene.lead))[0]
    assert (newest["kind"], newest["thread_id"], newest["urgent"]) == (NoticeKind.MESSAGE_WRITTEN, thread_id, True)
    assert (newest["by_agency_id"], newest["by_id"]) == (scene.adviser.agency_id, scene.adviser.subject)
    assert await scene.kinds(scene.adviser) == [NoticeKind.TEAM_INVITED]


async def test_who_is_on_no_team_is_told_of_answers_in_a_thread_that_they_wrote_or_read_in(scene: Noticing) -> None:
    case_id = await scene.case()
    thread_id = await scene.starts(scene.lead, case_id)
    writer, silent = scene.colleague(scene.lead), scene.colleague(scene.lead)
    await scene.says(writer, thread_id, "I know him")
    await scene.says(scene.lead, thread_id, "Good")
    await scene.is_heard()
    assert await scene.kinds(writer) == [NoticeKind.MESSAGE_WRITTEN] * 2, "the first was told late, and she took part"
    assert await scene.kinds(silent) == []


async def test_one_act_about_several_people_is_one_notice(scene: Noticing) -> None:
    people = (scene.person_id, await scene.known(scene.lead))
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case(*people)
    await scene.joins(case_id, scene.adviser)
    await scene.starts(scene.lead, case_id, *people)
    await scene.is_heard()
    await scene.is_heard()
    shown = await scene.notices(scene.adviser)
    assert [row["kind"] for row in shown] == [NoticeKind.MESSAGE_WRITTEN, NoticeKind.TEAM_INVITED]
    assert set(shown[0]["people"]) == set(people)


async def test_who_sits_in_a_team_by_name_and_with_their_agency_is_told_once(scene: Noticing) -> None:
    case_id = await scene.team(scene.adviser)
    await scene.joins(case_id, scene.adviser, whole_agency=True)
    await scene.starts(scene.lead, case_id)
    await scene.is_heard()
    assert (await scene.kinds(scene.adviser)).count(NoticeKind.MESSAGE_WRITTEN) == 1
    assert (await scene.kinds(scene.colleague(scene.adviser)))[-1] == NoticeKind.MESSAGE_WRITTEN


async def test_a_mandate_waits_with_privacy_officers_and_its_decision_is_told_to_who_recorded_it(
    scene: Noticing,
) -> None:
    person_id = await registered(scene.database, scene.lead, identity("Sans-Mandat"))
    supervisor = scene.colleague(scene.nurse, Role.SUPERVISOR)
    officer = scene.colleague(scene.nurse, Role.PRIVACY_OFFICER)
    at = scene.database.clock()
    command = NewMandate(
        article="Child Protection Act § 8",
        ground="A report",
        categories=[Category.HEALTH],
        operations=[Operation.READ],
        purposes=[Purpose.CARE_COORDINATION],
        overrides_refusal_because=None,
        valid_from=None,
        valid_until=at + timedelta(days=9),
        review_at=at + timedelta(days=8),
    )
    async with scene.work(supervisor) as work:
        mandate_id = await record_mandate(work, supervisor, person_id, command)
    await scene.is_heard()
    assert await scene.kinds(officer) == [NoticeKind.MANDATE_PROPOSED]
    for other in (scene.nurse, scene.colleague(scene.lead, Role.PRIVACY_OFFICER), supervisor):
        assert await scene.kinds(other) == []
    async with scene.work(officer) as work:
        await confirm_mandate(work, officer, person_id, mandate_id)
    await scene.is_heard()
    assert await scene.kinds(supervisor) == [NoticeKind.MANDATE_CONFIRMED]


async def test_the_move_of_a_referral_is_told_to_the_other_side(scene: Noticing) -> None:
    referral_id = new_id()
    for past_tense, by in (("drafted", scene.lead), ("sent", scene.lead), ("question_asked", scene.adviser)):
        await scene.moves(past_tense, referral_id, scene.lead, scene.adviser, by)
    assert await scene.kinds(scene.lead) == [NoticeKind.REFERRAL_QUESTION_ASKED]
    assert await scene.kinds(scene.colleague(scene.lead)) == [], "it is in the hands of the worker who sent it"
    assert await scene.kinds(scene.adviser) == [NoticeKind.REFERRAL_SENT]
    colleague = scene.colleague(scene.adviser)
    assert await scene.kinds(colleague) == [NoticeKind.REFERRAL_SENT], "it was in nobody's hands"
    await scene.moves("question_answered", referral_id, scene.lead, scene.adviser, scene.lead)
    assert (await scene.kinds(scene.adviser))[1:] == [NoticeKind.REFERRAL_QUESTION_ANSWERED]
    assert (await scene.kinds(colleague))[1:] == []


async def test_who_answers_for_a_referral_is_told_of_it_from_then_on(scene: Noticing) -> None:
    referral_id, responsible = new_id(), scene.colleague(scene.adviser)
    await scene.moves("sent", referral_id, scene.lead, scene.adviser, scene.lead)
    await scene.moves("accepted", referral_id, scene.lead, scene.adviser, scene.adviser, responsible=responsible)
    await scene.moves("withdrawn", referral_id, scene.lead, scene.adviser, scene.lead)
    assert (await scene.kinds(responsible))[1:] == [NoticeKind.REFERRAL_ASSIGNED, NoticeKind.REFERRAL_WITHDRAWN]
    assert (await scene.kinds(scene.adviser))[1:] == []
    assert await scene.kinds(scene.lead) == [NoticeKind.REFERRAL_ACCEPTED]


async def test_a_referral_that_was_never_sent_is_told_to_nobody_of_the_receiver(scene: Noticing) -> None:
    referral_id = new_id()
    for past_tense in ("drafted", "withdrawn"):
        await scene.moves(past_tense, referral_id, scene.lead, scene.adviser, scene.lead)
    await scene.moves("expired", referral_id, scene.lead, scene.adviser, None)
    assert await scene.kinds(scene.adviser) == []
    assert await scene.kinds(scene.lead) == [NoticeKind.REFERRAL_EXPIRED]


async def test_a_second_worker_of_the_sender_is_asked_about_an_error(scene: Noticing) -> None:
    referral_id, second = new_id(), scene.colleague(scene.lead)
    await scene.moves("sent", referral_id, scene.lead, scene.adviser, scene.lead)
    await scene.moves("correction_proposed", referral_id, scene.lead, scene.adviser, scene.lead)
    assert await scene.kinds(second) == [NoticeKind.REFERRAL_CORRECTION_PROPOSED]
    assert await scene.kinds(scene.lead) == []
    assert await scene.kinds(scene.adviser) == [NoticeKind.REFERRAL_SENT]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST])
async def test_who_does_not_read_referrals_is_told_of_none(scene: Noticing, role: Role) -> None:
    await scene.moves("sent", new_id(), scene.lead, scene.adviser, scene.lead)
    other: Actor = scene.colleague(scene.adviser, role)
    assert await scene.kinds(other) == []


async def test_the_agency_to_turn_to_is_told_of_a_second_record(scene: Noticing) -> None:
    data = {"person_id": str(scene.person_id), "coordinator_agency_id": str(scene.lead.agency_id)}
    await scene.is_told("parcours.person.perhaps_known_elsewhere.v1", scene.person_id, data)
    assert await scene.kinds(scene.lead) == [NoticeKind.PERHAPS_KNOWN_ELSEWHERE]
    assert await scene.kinds(scene.adviser) == []


async def test_supervisors_are_told_of_a_conflict_of_interest_and_of_the_lead_that_it_left_vacant(
    scene: Noticing,
) -> None:
    case_id = await scene.case()
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    await scene.moves("sent", new_id(), scene.adviser, scene.lead, scene.adviser)
    await scene.is_heard()
    assert await scene.kinds(scene.lead) == [NoticeKind.REFERRAL_SENT]
    async with scene.work(scene.lead) as work:
        conflict_id = await declare_conflict(work, scene.lead, scene.person_id, Relation.FAMILY)
    await scene.is_heard(KEPT_OUT_WORKERS)
    await scene.is_heard()
    assert await scene.kinds(scene.lead) == [], "nothing about the person, whatever it rests on"
    assert (await scene.kinds(supervisor))[1:] == [NoticeKind.CONFLICT_DECLARED, NoticeKind.LEAD_VACANT]
    assert (await scene.notices(supervisor))[0]["case_id"] == case_id
    async with scene.work(supervisor) as work:
        await lift_conflict(work, supervisor, conflict_id, LiftingReason.DECLARED_IN_ERROR)
    await scene.is_heard()
    assert (await scene.kinds(scene.lead))[-1] == NoticeKind.CONFLICT_LIFTED
