"""Who is asked to a conference, who sees that there is one, and what they answer."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.conferences.actions.conferences import cancel_conference, change_conference, list_conferences
from services.cases.conferences.actions.participants import accept, decline, withdraw_invitation
from shared.contracts.cases.conferences import AbsenceReason, AnswerState, CancellingReason
from shared.contracts.identity.vocabulary import Role
from shared.refusals import Conflict, NotAllowed, NotFound, Stale
from tests.cases.conferences.meetings import TOMORROW, Meetings


@pytest.fixture
async def conference_id(scene: Meetings) -> UUID:
    return await scene.convenes(scene.lead)


async def test_a_conference_is_there_for_whoever_convenes_it_or_is_asked(scene: Meetings, conference_id: UUID) -> None:
    await scene.invites(conference_id, scene.nurse)
    supervisor = scene.colleague(scene.nurse, Role.SUPERVISOR)
    for who in (scene.lead, scene.nurse, supervisor):
        assert (await scene.sees_conference(who, conference_id))["state"] == "planned"
        async with scene.work(who) as work:
            assert [row["id"] for row in await list_conferences(work, None, 10)] == [conference_id]
    for who in (scene.adviser, scene.colleague(scene.nurse), scene.colleague(scene.lead)):
        with pytest.raises(NotFound):
            await scene.sees_conference(who, conference_id)
        async with scene.work(who) as work:
            assert await list_conferences(work, None, 10) == []


async def test_whoever_of_an_agency_takes_it_up_is_who_comes(scene: Meetings, conference_id: UUID) -> None:
    participant_id = await scene.invites(conference_id, scene.nurse, by_name=False)
    colleague = scene.colleague(scene.nurse)
    await scene.sees_conference(colleague, conference_id)
    await scene.accepts(scene.nurse, conference_id, participant_id)
    row = await scene.sees_participant(scene.lead, conference_id, participant_id)
    assert (row["worker_id"], row["state"]) == (scene.nurse.subject, AnswerState.ACCEPTED)
    with pytest.raises(NotFound):
        await scene.sees_conference(colleague, conference_id)


async def test_nobody_comes_twice(scene: Meetings, conference_id: UUID) -> None:
    await scene.invites(conference_id, scene.nurse)
    with pytest.raises(Conflict):
        await scene.invites(conference_id, scene.nurse)
    anybody = await scene.invites(conference_id, scene.nurse, by_name=False)
    with pytest.raises(Conflict):
        await scene.accepts(scene.nurse, conference_id, anybody)
    await scene.accepts(scene.colleague(scene.nurse), conference_id, anybody)


async def test_why_somebody_does_not_come_is_for_those_who_convene(scene: Meetings, conference_id: UUID) -> None:
    await scene.comes(conference_id, scene.adviser)
    participant_id = await scene.comes(conference_id, scene.nurse)
    async with scene.work(scene.nurse) as work:
        await decline(work, scene.nurse, conference_id, participant_id, AbsenceReason.CONFLICT_OF_INTEREST)
    told = {
        who: (await scene.sees_participant(who, conference_id, participant_id))["reason"]
        for who in (scene.lead, scene.nurse, scene.adviser)
    }
    reason = AbsenceReason.CONFLICT_OF_INTEREST
    assert told == {scene.lead: reason, scene.nurse: reason, scene.adviser: None}
    await scene.accepts(scene.nurse, conference_id, participant_id)
    assert (await scene.sees_participant(scene.lead, conference_id, participant_id))["reason"] is None


async def test_what_is_withdrawn_is_gone_with_the_answer(scene: Meetings, conference_id: UUID) -> None:
    participant_id = await scene.comes(conference_id, scene.nurse)
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, conference_id, participant_id)
    with pytest.raises(NotFound):
        await scene.sees_conference(scene.nurse, conference_id)
    with pytest.raises(NotFound):
        await scene.accepts(scene.nurse, conference_id, participant_id)
    again = await scene.comes(conference_id, scene.nurse)
    assert (await scene.sees_participant(scene.nurse, conference_id, again))["state"] == AnswerState.ACCEPTED


async def test_a_colleague_who_comes_keeps_no_place_for_them(scene: Meetings, conference_id: UUID) -> None:
    colleague = scene.colleague(scene.nurse)
    participant_id = await scene.comes(conference_id, scene.nurse)
    await scene.comes(conference_id, colleague)
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, conference_id, participant_id)
    await scene.sees_conference(colleague, conference_id)
    with pytest.raises(NotFound):
        await scene.sees_conference(scene.nurse, conference_id)


async def test_whoever_convenes_stays(scene: Meetings, conference_id: UUID) -> None:
    own = await scene.comes(conference_id, scene.colleague(scene.lead))
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, conference_id, own)
    mine = await scene.seat(scene.lead, conference_id)
    async with scene.work(scene.lead) as work:
        with pytest.raises(Conflict):
            await withdraw_invitation(work, scene.lead, conference_id, mine)


async def test_only_those_who_convene_change_invite_and_cancel(scene: Meetings, conference_id: UUID) -> None:
    participant_id = await scene.comes(conference_id, scene.nurse)
    with pytest.raises(NotAllowed):
        await scene.invites(conference_id, scene.adviser, by=scene.nurse)
    async with scene.work(scene.nurse) as work:
        with pytest.raises(NotAllowed):
            await cancel_conference(work, scene.nurse, conference_id, CancellingReason.OTHER)
        with pytest.raises(NotAllowed):
            await change_conference(work, scene.nurse, conference_id, 1, {"place": "Elsewhere"})
        with pytest.raises(NotAllowed):
            await withdraw_invitation(work, scene.nurse, conference_id, participant_id)
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    await scene.invites(conference_id, scene.adviser, by=supervisor)


async def test_another_time_is_a_new_version(scene: Meetings, conference_id: UUID) -> None:
    later = {"starts_at": TOMORROW + timedelta(hours=3), "ends_at": TOMORROW + timedelta(hours=4)}
    async with scene.work(scene.lead) as work:
        await change_conference(work, scene.lead, conference_id, 1, later)
        await change_conference(work, scene.lead, conference_id, 2, later)
    row = await scene.sees_conference(scene.lead, conference_id)
    assert (row["starts_at"], row["version"]) == (later["starts_at"], 2)
    async with scene.work(scene.lead) as work:
        with pytest.raises(Stale):
            await change_conference(work, scene.lead, conference_id, 1, {"place": "Elsewhere"})


async def test_what_is_cancelled_or_past_stays_as_it_was(scene: Meetings, conference_id: UUID) -> None:
    participant_id = await scene.invites(conference_id, scene.nurse)
    async with scene.work(scene.nurse) as work:
        work.now = TOMORROW + timedelta(hours=1)
        with pytest.raises(Conflict) as refusal:
            await accept(work, scene.nurse, conference_id, participant_id)
    assert refusal.value.extensions == {"state": "over"}
    async with scene.work(scene.lead) as work:
        await cancel_conference(work, scene.lead, conference_id, CancellingReason.TOO_FEW_CAN_COME)
    assert (await scene.sees_conference(scene.nurse, conference_id))["state"] == "cancelled"
    with pytest.raises(Conflict) as refusal:
        await scene.accepts(scene.nurse, conference_id, participant_id)
    assert refusal.value.extensions == {"state": "cancelled"}
    with pytest.raises(Conflict):
        await scene.invites(conference_id, scene.adviser)
