"""Who is told that something is theirs to do, is somebody else's, or is overdue."""

from typing import Any
from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import close_case
from services.cases.coordination.domain.case import Risk
from services.cases.duties.actions import tell_a_slice, tell_all_overdue
from services.cases.notices.domain.notice import NoticeKind
from services.cases.plans.actions.agreeing import NewSignature, propose_plan, sign_plan
from services.cases.plans.domain.agreeing import SignedHow
from services.cases.rights.actions import NewRequest, answer_request, record_request
from services.cases.rights.domain import Decision
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.plans import Party, SignedAs
from shared.contracts.cases.rights import RequestOutcome, Right
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.tasks.scenes import TODAY, TOMORROW, TaskScene, of_worker
from tests.cases.voice.voices import SUPERVISORS, Voices
from tests.cases.worlds import World

PASSED = "UPDATE cases.duty SET due_on = $2 WHERE id = $1"


class Busy(Voices, TaskScene):
    """A scene in which people are told what they must do."""

    seen: dict[UUID, int]

    async def news(self, who: Actor) -> list[tuple[str, UUID]]:
        """What somebody was told since they were last asked, and of what; oldest first."""
        await self.is_heard()
        told = [(row["kind"], row["item_id"]) for row in await self.notices(who)][::-1]
        new = told[self.seen.get(who.subject, 0) :]
        self.seen[who.subject] = len(told)
        return new

    async def day_passes(self) -> None:
        """The background work that looks for what is overdue has looked."""
        await tell_all_overdue(self.database)


@pytest.fixture
async def scene(cases_database: Database, cases_owner: Database, world: World) -> Busy:
    """A case of the lead with the adviser on its team."""
    scene = Busy(cases_database, cases_owner, world)
    scene.seen = {}
    await scene.known(scene.lead, scene.person_id)
    scene.case_id = await scene.team(scene.adviser, categories=frozenset({Category.SOCIAL}))
    for who in (scene.lead, scene.adviser):
        await scene.news(who)
    return scene


async def test_a_task_is_told_to_whom_it_is_given_and_what_becomes_of_it_to_who_wrote_it(scene: Busy) -> None:
    task_id = await scene.task(scene.lead, scene.case_id, of=scene.adviser)
    assert await scene.news(scene.adviser) == [(NoticeKind.TASK_ASSIGNED, task_id)]
    await scene.changes_task(scene.adviser, scene.case_id, task_id, 1, state=TaskState.DONE)
    assert await scene.news(scene.lead) == [(NoticeKind.TASK_CHANGED, task_id)]
    assert await scene.news(scene.adviser) == []


async def test_a_task_for_an_agency_is_told_to_everybody_there_who_may_see_it(scene: Busy) -> None:
    await scene.joins(scene.case_id, scene.adviser, whole_agency=True)
    colleague = scene.colleague(scene.adviser)
    await scene.news(colleague)
    task_id = await scene.task(scene.lead, scene.case_id, of=scene.adviser, by_name=False)
    await scene.task(scene.lead, scene.case_id, of=scene.adviser, by_name=False, category=Category.HEALTH)
    assert await scene.news(colleague) == [(NoticeKind.TASK_ASSIGNED, task_id)]


async def test_whoever_is_given_something_is_told_and_so_is_who_had_it(scene: Busy) -> None:
    supervisor, colleague = scene.colleague(scene.lead, Role.SUPERVISOR), scene.colleague(scene.lead)
    for who in (supervisor, colleague):
        await scene.joins(scene.case_id, who)
        await scene.news(who)
    await scene.news(scene.lead)
    task_id = await scene.task(scene.lead, scene.case_id)
    action_id = await scene.plans(scene.lead, scene.case_id, owner=of_worker(scene.lead))
    await scene.is_heard()
    for duty_id, given in ((task_id, NoticeKind.TASK_ASSIGNED), (action_id, NoticeKind.ACTION_ASSIGNED)):
        await scene.gives(supervisor, duty_id, colleague)
        assert await scene.news(colleague) == [(given, duty_id)]
        assert await scene.news(scene.lead) == [(NoticeKind.GIVEN_TO_ANOTHER, duty_id)]
    assert await scene.news(supervisor) == []
    assert await scene.news(scene.adviser) == []


async def test_a_referral_that_is_given_is_told_to_who_moves_it_on(scene: Busy) -> None:
    referral_id, colleague = new_id(), scene.colleague(scene.adviser)
    await scene.known(scene.adviser, scene.person_id)
    await scene.referral_moves("sent", "sent", referral_id, sender=scene.lead, receiver=scene.adviser)
    await scene.gives(scene.adviser, referral_id, colleague)
    assert await scene.news(colleague) == [(NoticeKind.REFERRAL_ASSIGNED, referral_id)]


async def test_what_is_overdue_is_told_once_for_each_day_to_whom_it_waits_for_and_to_the_lead(scene: Busy) -> None:
    task_id = await scene.task(scene.lead, scene.case_id, of=scene.adviser, due_on=TODAY)
    await scene.task(scene.lead, scene.case_id, of=scene.adviser)
    for who in (scene.lead, scene.adviser):
        await scene.news(who)
    for _ in range(2):
        await scene.day_passes()
    assert await scene.news(scene.adviser) == [(NoticeKind.OVERDUE, task_id)]
    assert await scene.news(scene.lead) == [(NoticeKind.OVERDUE, task_id)]
    await scene.changes_task(scene.lead, scene.case_id, task_id, 1, due_on=TOMORROW)
    await scene.news(scene.adviser)
    await scene.day_passes()
    assert await scene.news(scene.adviser) == [(NoticeKind.OVERDUE, task_id)], "TOMORROW has passed too"
    await scene.changes_task(scene.lead, scene.case_id, task_id, 2, title="Ask again")
    await scene.day_passes()
    assert await scene.news(scene.adviser) == [(NoticeKind.TASK_CHANGED, task_id)]


async def test_what_is_done_or_of_a_closed_case_is_not_overdue(scene: Busy) -> None:
    done = await scene.task(scene.lead, scene.case_id, due_on=TODAY)
    await scene.changes_task(scene.lead, scene.case_id, done, 1, state=TaskState.DROPPED)
    closed = await scene.case(next_review_on=TODAY)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, closed, ClosingReason.GOALS_REACHED)
    await scene.day_passes()
    assert await scene.news(scene.lead) == []


async def test_that_something_is_overdue_is_told_to_those_who_may_see_what(scene: Busy) -> None:
    late: dict[str, Any] = {"of": scene.adviser, "due_on": TODAY}
    await scene.task(scene.lead, scene.case_id, category=Category.HEALTH, **late)
    await scene.task(scene.lead, scene.case_id, sensitivity=Sensitivity.SEALED, **late)
    await scene.day_passes()
    assert await scene.news(scene.adviser) == []
    assert [kind for kind, _ in await scene.news(scene.lead)] == [NoticeKind.OVERDUE] * 2


async def test_a_review_that_is_overdue_is_told_to_the_lead(scene: Busy) -> None:
    case_id = await scene.case(next_review_on=TODAY)
    await scene.news(scene.lead)
    await scene.day_passes()
    assert await scene.news(scene.lead) == [(NoticeKind.OVERDUE, case_id)]


async def test_what_somebody_asks_by_a_right_is_told_to_privacy_officers_and_the_answer_to_who_took_it_down(
    scene: Busy,
) -> None:
    officer, supervisor = (
        scene.colleague(scene.lead, Role.PRIVACY_OFFICER),
        scene.colleague(scene.lead, Role.SUPERVISOR),
    )
    asked = NewRequest(right=Right.ERASURE, words="Delete it", received_on=TODAY, relationship_id=None)
    async with scene.work(scene.lead) as work:
        request_id = await record_request(work, scene.lead, scene.person_id, asked)
    assert await scene.news(officer) == [(NoticeKind.RIGHTS_REQUESTED, request_id)]
    await scene.owner.pool.execute(PASSED, request_id, TODAY)
    await scene.day_passes()
    assert await scene.news(officer) == [(NoticeKind.OVERDUE, request_id)]
    assert NoticeKind.RIGHTS_ANSWERED not in dict(await scene.news(scene.lead))
    decided = Decision(outcome=RequestOutcome.GRANTED, article=None, reason="It is deleted")
    async with scene.work(officer) as work:
        await answer_request(work, officer, scene.person_id, request_id, decided)
    assert await scene.news(scene.lead) == [(NoticeKind.RIGHTS_ANSWERED, request_id)]
    for who in (supervisor, scene.adviser):
        assert request_id not in dict(await scene.news(who)).values()


async def test_a_complaint_that_is_overdue_is_told_to_the_supervisors_alone(scene: Busy) -> None:
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    complaint_id = await scene.complains(scene.adviser, addressed_to=SUPERVISORS)
    await scene.news(supervisor)
    await scene.owner.pool.execute(PASSED, complaint_id, TODAY)
    await scene.day_passes()
    assert await scene.news(supervisor) == [(NoticeKind.OVERDUE, complaint_id)]
    for who in (scene.lead, scene.adviser):
        assert await scene.news(who) == []


async def test_two_replicas_tell_it_once(scene: Busy) -> None:
    tasks = {await scene.task(scene.lead, scene.case_id, due_on=TODAY) for _ in range(3)}
    await tell_all_overdue(scene.database)
    assert await tell_a_slice(scene.database) == 0
    told = await scene.news(scene.lead)
    assert sorted(told) == sorted((NoticeKind.OVERDUE, task_id) for task_id in tasks)


async def test_that_more_may_go_wrong_is_told_to_the_team_and_that_less_may_is_not(scene: Busy) -> None:
    assessed = await scene.assesses(scene.lead, scene.case_id, Risk.HIGH)
    assert await scene.news(scene.adviser) == [(NoticeKind.RISK_RAISED, assessed)]
    await scene.assesses(scene.lead, scene.case_id, Risk.MODERATE)
    assert await scene.news(scene.adviser) == []
    assert await scene.news(scene.lead) == []


async def test_a_plan_on_which_everybody_agrees_is_told_to_the_team(scene: Busy) -> None:
    await scene.goal(scene.lead, scene.case_id)
    async with scene.work(scene.lead) as work:
        version_id = await propose_plan(work, scene.lead, scene.case_id)
    for person_id in (scene.person_id, None):
        said = NewSignature(
            party=Party.PERSON if person_id else Party.LEAD,
            person_id=person_id,
            representative_id=None,
            answer=SignedAs.AGREED,
            words=None,
            signed_how=SignedHow.WRITTEN,
        )
        async with scene.work(scene.lead) as work:
            await sign_plan(work, scene.lead, scene.case_id, version_id, said)
    told = [NoticeKind.PLAN_PROPOSED, NoticeKind.PLAN_SIGNED, NoticeKind.PLAN_AGREED]
    assert await scene.news(scene.adviser) == [(kind, version_id) for kind in told]
