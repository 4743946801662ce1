"""Giving what must be done to a colleague, with the reason; and who stands in for whoever is away."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.cases.coordination.actions.invitations import (
    accept_invitation,
    decline_invitation,
    withdraw_invitation,
)
from services.cases.tasks.actions.absences import end_absence, list_absences
from services.cases.tasks.domain.listing import Whose
from shared.clock import system_clock
from shared.contracts.cases.coordination import DecliningReason
from shared.contracts.cases.duties import GivenBecause
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.tasks.scenes import TODAY, TaskScene


@pytest.mark.parametrize("kind", ["task", "action"])
async def test_a_task_and_an_action_are_given_to_a_colleague_and_the_list_says_why(
    scene: TaskScene, cases_owner: Database, kind: str
) -> None:
    case_id = await scene.case()
    colleague = scene.colleague(scene.lead)
    duty_id = await (scene.task if kind == "task" else scene.plans)(scene.lead, case_id)
    await scene.gives(scene.lead, duty_id, colleague, GivenBecause.EXPERTISE)
    [row] = await scene.rows(colleague)
    assert (row["id"], row["worker_id"]) == (str(duty_id), str(colleague.subject))
    assert (row["given"]["because"], row["given"]["by_id"]) == ("expertise", str(scene.lead.subject))
    assert await scene.listed(scene.lead) == []
    await scene.gives(colleague, duty_id, None, GivenBecause.ABSENCE)
    assert await scene.listed(colleague) == []
    assert await scene.listed(colleague, Whose.AGENCY) == [duty_id]
    await scene.gives(scene.lead, duty_id, scene.lead, GivenBecause.NAMED_BY_MISTAKE)
    told = await cases_owner.pool.fetch(
        "SELECT data FROM journal WHERE type = 'parcours.task.given.v1' AND about = $1 ORDER BY position", duty_id
    )
    assert [(one["data"]["kind"], one["data"]["because"], one["data"]["to_worker_id"]) for one in told] == [
        (kind, "expertise", str(colleague.subject)),
        (kind, "absence", None),
        (kind, "named_by_mistake", str(scene.lead.subject)),
    ]


async def test_who_is_neither_asked_nor_supervises_there_gives_nothing_away(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser, whole_agency=True)
    duty_id = await scene.task(scene.lead, case_id, of=scene.adviser)
    for who in (scene.lead, scene.colleague(scene.adviser), scene.colleague(scene.lead, Role.SUPERVISOR)):
        with pytest.raises(NotAllowed):
            await scene.gives(who, duty_id, scene.colleague(who))
    with pytest.raises(NotFound):
        await scene.gives(scene.nurse, duty_id, scene.nurse)
    with pytest.raises(NotFound):
        await scene.gives(scene.lead, new_id(), scene.lead)
    other = scene.colleague(scene.adviser)
    await scene.gives(scene.colleague(scene.adviser, Role.SUPERVISOR), duty_id, other)
    assert await scene.listed(other) == [duty_id]


async def test_to_be_given_something_opens_nothing(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    duty_id = await scene.task(scene.lead, case_id, of=scene.adviser)
    colleague = scene.colleague(scene.adviser)
    await scene.gives(scene.adviser, duty_id, colleague)
    for of in Whose:
        assert await scene.listed(colleague, of) == [], "only the adviser is on the team"
    assert await scene.listed(scene.adviser, Whose.TEAM) == [duty_id]


async def test_an_agency_names_who_moves_a_referral_on_until_another_agency_must(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    referral_id = new_id()
    await scene.referral_moves("sent", "sent", referral_id, sender=scene.lead, receiver=scene.adviser)
    [waiting] = await scene.rows(scene.adviser, Whose.AGENCY)
    colleague = scene.colleague(scene.adviser)
    await scene.gives(scene.adviser, referral_id, colleague)
    assert await scene.listed(colleague) == [referral_id]
    await scene.referral_moves("acknowledged", "received", referral_id, sender=scene.lead, receiver=scene.adviser)
    [row] = await scene.rows(colleague)
    assert (row["since"], row["given"]["because"]) == (waiting["since"], "workload"), "it waits since it was sent"
    with pytest.raises(NotAllowed):
        await scene.gives(scene.adviser, referral_id, scene.adviser)
    await scene.referral_moves(
        "question_asked", "information_requested", referral_id, sender=scene.lead, receiver=scene.adviser
    )
    [row] = await scene.rows(scene.lead, Whose.AGENCY)
    assert (row["kind"], row["worker_id"], row["given"]) == ("question", None, None)
    assert await scene.listed(colleague) == []


async def test_what_goes_with_the_lead_is_not_given_away(scene: TaskScene) -> None:
    case_id = await scene.case(next_review_on=TODAY)
    with pytest.raises(Conflict):
        await scene.gives(scene.lead, case_id, scene.colleague(scene.lead))


async def test_the_reason_is_gone_when_whoever_wrote_it_names_somebody_else(scene: TaskScene) -> None:
    case_id = await scene.case()
    colleague, other = scene.colleague(scene.lead), scene.colleague(scene.lead)
    task_id = await scene.task(scene.lead, case_id)
    await scene.gives(scene.lead, task_id, colleague)
    await scene.changes_task(scene.lead, case_id, task_id, 2, title="Another title")
    [row] = await scene.rows(colleague)
    assert row["given"]["because"] == "workload"
    await scene.changes_task(scene.lead, case_id, task_id, 3, owner_id=other.subject)
    [row] = await scene.rows(other)
    assert row["given"] is None


async def test_the_reason_is_not_told_to_those_to_whom_a_task_is_opened_later(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    task_id = await scene.task(scene.lead, case_id, category=Category.HEALTH)
    await scene.gives(scene.lead, task_id, scene.colleague(scene.lead), GivenBecause.CONFLICT_OF_INTEREST)
    await scene.changes_task(scene.lead, case_id, task_id, 2, category=Category.HOUSING)
    [row] = await scene.rows(scene.adviser, Whose.TEAM)
    assert (row["id"], row["given"]) == (str(task_id), None)


async def away(scene: TaskScene, who: Actor) -> list[UUID]:
    async with scene.work(who) as work:
        return [row["id"] for row in await list_absences(work, who, None, 10)]


async def test_a_deputy_has_the_list_of_whom_they_stand_in_for_as_far_as_their_own_grounds_go(
    scene: TaskScene,
) -> None:
    case_id = await scene.case()
    deputy = scene.colleague(scene.lead)
    later = await scene.plans(scene.lead, case_id)
    first = await scene.task(scene.lead, case_id, due_on=TODAY)
    await scene.task(scene.lead, case_id, sensitivity=Sensitivity.SEALED)
    own = await scene.task(scene.lead, case_id, of=deputy)
    absence_id = await scene.is_away(scene.lead, deputy)
    rows = await scene.rows(deputy, page_of=1)
    assert [UUID(row["id"]) for row in rows] == [first, *sorted([later, own])]
    assert {row["worker_id"] for row in rows} == {str(scene.lead.subject), str(deputy.subject)}
    assert len(await scene.listed(scene.lead)) == 3, "whoever is away keeps their list"
    assert await away(scene, deputy) == [absence_id] == await away(scene, scene.lead)
    assert await away(scene, scene.colleague(scene.lead)) == []
    async with scene.work(scene.lead) as work:
        await end_absence(work, scene.lead, absence_id)
    assert await scene.listed(deputy) == [own]


async def test_nobody_stands_in_before_it_begins_after_it_ends_or_for_another_agency(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.joins(case_id, scene.adviser)
    await scene.task(scene.lead, case_id)
    now = datetime.now(UTC)
    deputy = scene.colleague(scene.lead)
    await scene.is_away(scene.lead, deputy, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=2))
    assert await scene.listed(deputy) == []
    await scene.is_away(scene.lead, scene.adviser)
    assert await scene.listed(scene.adviser) == []


async def test_who_is_away_is_said_by_them_or_by_a_supervisor(scene: TaskScene) -> None:
    deputy, supervisor = scene.colleague(scene.lead), scene.colleague(scene.lead, Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        await scene.is_away(scene.lead, deputy, by=deputy)
    absence_id = await scene.is_away(scene.lead, deputy, by=supervisor)
    assert await away(scene, supervisor) == [absence_id]
    async with scene.work(deputy) as work:
        with pytest.raises(NotAllowed):
            await end_absence(work, deputy, absence_id)
    async with scene.work(scene.adviser) as work:
        with pytest.raises(NotFound):
            await end_absence(work, scene.adviser, absence_id)
    async with scene.work(supervisor) as work:
        await end_absence(work, supervisor, absence_id)
    async with scene.work(supervisor) as work:
        with pytest.raises(Conflict):
            await end_absence(work, supervisor, absence_id)
    with pytest.raises(Invalid):
        await scene.is_away(scene.lead, scene.lead)


async def test_an_invitation_waits_for_whom_it_asks_and_tells_nothing_of_the_case(scene: TaskScene) -> None:
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    await scene.said(scene.nurse, Category.SOCIAL)
    case_id = await scene.case()
    by_name = await scene.asks(case_id, scene.nurse)
    [row] = await scene.rows(scene.nurse)
    assert (row["id"], row["kind"], row["persons"]) == (str(by_name), "invitation", []), "though they know the person"
    assert row["opens_at"] == f"/v1/team-invitations/{by_name}"
    colleague, supervisor = scene.colleague(scene.nurse), scene.colleague(scene.nurse, Role.SUPERVISOR)
    assert await scene.listed(colleague, Whose.AGENCY) == []
    assert await scene.listed(supervisor, Whose.AGENCY) == [by_name]
    of_the_agency = await scene.asks(case_id, scene.adviser, by_name=False)
    assert await scene.listed(scene.adviser) == []
    assert await scene.listed(scene.adviser, Whose.AGENCY) == [of_the_agency]
    assert await scene.listed(scene.lead, Whose.TEAM) == []
    with pytest.raises(Conflict):
        await scene.gives(scene.nurse, by_name, colleague)


async def test_an_invitation_waits_until_it_is_answered_withdrawn_or_over(scene: TaskScene) -> None:
    case_id = await scene.case()
    accepted = await scene.asks(case_id, scene.nurse)
    async with scene.work(scene.nurse) as work:
        await accept_invitation(work, scene.nurse, accepted, worker_id=None, whole_agency=False)
    declined, withdrawn = (
        await scene.asks(case_id, scene.adviser),
        await scene.asks(case_id, scene.colleague(scene.adviser)),
    )
    async with scene.work(scene.adviser) as work:
        await decline_invitation(work, scene.adviser, declined, DecliningReason.NO_CAPACITY)
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, case_id, withdrawn)
    for who in (scene.nurse, scene.colleague(scene.adviser, Role.SUPERVISOR)):
        assert await scene.listed(who, Whose.AGENCY) == []
    await scene.asks(case_id, scene.adviser, ends_at=system_clock() + timedelta(milliseconds=200))
    await asyncio.sleep(0.3)
    assert await scene.listed(scene.adviser) == []
