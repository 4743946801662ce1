"""What somebody does on a case is theirs until another has received it."""

import asyncio
from uuid import UUID

import pytest

from services.cases.coordination.actions.cases import close_case
from services.cases.coordination.actions.team import end_membership, list_team
from services.cases.handovers.actions import (
    decline_handover,
    list_handovers,
    read_handover,
    receive_handover,
    withdraw_handover,
)
from shared.contracts.cases.coordination import ClosingReason, HandoverRefusal
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.refusals import Conflict, NotAllowed, NotFound
from tests.cases.handovers.relay import Relay
from tests.cases.people.readers import Log


@pytest.fixture
async def case_id(scene: Relay) -> UUID:
    return await scene.case()


async def receives(scene: Relay, who: Actor, case_id: UUID, handover_id: UUID) -> None:
    async with scene.work(who) as work:
        await receive_handover(work, who, case_id, handover_id)


async def state(scene: Relay, case_id: UUID, handover_id: UUID) -> str:
    async with scene.work(scene.lead) as work:
        return str((await read_handover(work, case_id, handover_id))["state"])


async def present(scene: Relay, case_id: UUID) -> set[UUID | None]:
    """Workers on the team now."""
    async with scene.work(scene.lead) as work:
        team = await list_team(work, case_id, None, 50)
    return {one["worker_id"] for one in team if one["ends_at"] is None}


async def test_a_lead_is_with_the_giver_until_the_other_has_received_it(scene: Relay, case_id: UUID) -> None:
    taker = await scene.joins(case_id, scene.adviser)
    giver = await scene.lead_seat(case_id)
    handover_id = await scene.offers(case_id, giver, taker, by=scene.lead)
    assert await scene.lead_seat(case_id) == giver
    assert await scene.texts(scene.adviser, case_id) == ["Over to you"]
    await receives(scene, scene.adviser, case_id, handover_id)
    assert await scene.lead_seat(case_id) == taker
    assert await state(scene, case_id, handover_id) == "received"
    with pytest.raises(Conflict):
        await receives(scene, scene.adviser, case_id, handover_id)


async def test_a_member_hands_over_to_a_colleague_and_leaves_or_stays(scene: Relay, case_id: UUID) -> None:
    colleague = scene.colleague(scene.adviser)
    giver, taker = await scene.joins(case_id, scene.adviser), await scene.joins(case_id, colleague)
    await scene.hands_over(case_id, giver, taker, by=scene.adviser, to=colleague, stays=True)
    assert await present(scene, case_id) == {scene.lead.subject, scene.adviser.subject, colleague.subject}
    await scene.hands_over(case_id, giver, taker, by=scene.adviser, to=colleague)
    assert await present(scene, case_id) == {scene.lead.subject, colleague.subject}
    assert await scene.texts(scene.adviser, case_id) == ["Over to you", "Over to you"], "their agency wrote it"
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)


async def test_a_receipt_is_given_by_who_goes_on_and_by_nobody_for_them(scene: Relay, case_id: UUID) -> None:
    taker = await scene.joins(case_id, scene.adviser)
    handover_id = await scene.offers(case_id, await scene.lead_seat(case_id), taker, by=scene.lead)
    for nobody in (scene.lead, scene.colleague(scene.lead, Role.SUPERVISOR)):
        with pytest.raises(NotAllowed):
            await receives(scene, nobody, case_id, handover_id)
    with pytest.raises(NotFound):
        await receives(scene, scene.colleague(scene.adviser, Role.SUPERVISOR), case_id, handover_id)
    await receives(scene, scene.adviser, case_id, handover_id)


async def test_an_agency_that_shares_the_work_receives_by_whoever_meets_people(scene: Relay, case_id: UUID) -> None:
    taker = await scene.joins(case_id, scene.adviser, whole_agency=True)
    handover_id = await scene.offers(case_id, await scene.lead_seat(case_id), taker, by=scene.lead)
    with pytest.raises(NotAllowed):
        await receives(scene, scene.colleague(scene.adviser, Role.ANALYST), case_id, handover_id)
    await receives(scene, scene.colleague(scene.adviser), case_id, handover_id)
    case = await scene.sees_case(scene.lead, case_id)
    assert (case["lead_agency_id"], case["lead_worker_id"]) == (scene.adviser.agency_id, None)


async def test_nobody_receives_what_they_may_not_read(scene: Relay, case_id: UUID) -> None:
    taker = await scene.joins(case_id, scene.adviser)
    giver = await scene.lead_seat(case_id)
    for closed in ({"category": Category.HEALTH}, {"sensitivity": Sensitivity.SENSITIVE}):
        handover_id = await scene.offers(case_id, giver, taker, by=scene.lead, **closed)
        async with scene.work(scene.adviser) as work:
            assert (await read_handover(work, case_id, handover_id))["note_id"] is None
        with pytest.raises(Conflict):
            await receives(scene, scene.adviser, case_id, handover_id)
        async with scene.work(scene.lead) as work:
            await withdraw_handover(work, scene.lead, case_id, handover_id)
    assert await scene.lead_seat(case_id) == giver


async def test_who_declines_says_why_and_the_giver_goes_on(scene: Relay, case_id: UUID, cases_owner: Database) -> None:
    giver, taker = await scene.lead_seat(case_id), await scene.joins(case_id, scene.adviser)
    handover_id = await scene.offers(case_id, giver, taker, by=scene.lead)
    async with scene.work(scene.adviser) as work:
        await decline_handover(work, scene.adviser, case_id, handover_id, HandoverRefusal.NO_CAPACITY)
    assert (await scene.lead_seat(case_id), await state(scene, case_id, handover_id)) == (giver, "declined")
    told = [(kind, data) for kind, data in await Log(cases_owner).told(scene.person_id) if "handover" in kind]
    assert [kind.split(".")[2] for kind, _ in told] == ["offered", "declined"]
    assert [data["worker_id"] for _, data in told] == [str(scene.adviser.subject), str(scene.lead.subject)]
    assert told[1][1]["reason"] == "no_capacity"


async def test_the_same_work_is_offered_to_one_at_a_time(scene: Relay, case_id: UUID) -> None:
    giver = await scene.lead_seat(case_id)
    adviser, nurse = await scene.joins(case_id, scene.adviser), await scene.joins(case_id, scene.nurse)
    handover_id = await scene.offers(case_id, giver, adviser, by=scene.lead)
    with pytest.raises(Conflict):
        await scene.offers(case_id, giver, nurse, by=scene.lead)
    async with scene.work(scene.lead) as work:
        await withdraw_handover(work, scene.lead, case_id, handover_id)
    with pytest.raises(Conflict):
        await receives(scene, scene.adviser, case_id, handover_id)
    await scene.offers(case_id, giver, nurse, by=scene.lead)


async def test_what_nobody_can_receive_any_more_has_lapsed(scene: Relay, case_id: UUID) -> None:
    giver = await scene.lead_seat(case_id)
    adviser = await scene.joins(case_id, scene.adviser)
    lapsed = await scene.offers(case_id, giver, adviser, by=scene.lead)
    async with scene.work(scene.lead) as work:
        await end_membership(work, scene.lead, case_id, adviser)
    assert await state(scene, case_id, lapsed) == "lapsed"
    with pytest.raises(NotFound):
        await receives(scene, scene.adviser, case_id, lapsed)
    nurse = await scene.joins(case_id, scene.nurse)
    await scene.hands_over(case_id, giver, nurse, by=scene.lead, to=scene.nurse)
    assert await state(scene, case_id, lapsed) == "lapsed", "it is not in the way of another"


async def test_a_closed_case_is_handed_over_to_nobody(scene: Relay, case_id: UUID) -> None:
    giver, colleague = await scene.lead_seat(case_id), scene.colleague(scene.lead)
    taker = await scene.joins(case_id, colleague)
    handover_id = await scene.offers(case_id, giver, taker, by=scene.lead)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.MOVED)
    with pytest.raises(Conflict):
        await receives(scene, colleague, case_id, handover_id)
    with pytest.raises(Conflict):
        await scene.offers(case_id, giver, taker, by=scene.lead)


async def test_nobody_hands_over_what_is_not_theirs(scene: Relay, case_id: UUID) -> None:
    giver, taker = await scene.joins(case_id, scene.adviser), await scene.joins(case_id, scene.nurse)
    for nobody in (scene.lead, scene.nurse):
        with pytest.raises(NotAllowed):
            await scene.offers(case_id, giver, taker, by=nobody)
    for wrong in (giver, await scene.lead_seat(case_id)):
        with pytest.raises(Conflict if wrong == giver else NotAllowed):
            await scene.offers(case_id, wrong, giver, by=scene.adviser)


async def test_of_a_receipt_and_a_withdrawal_at_once_one_holds(scene: Relay, case_id: UUID) -> None:
    giver, taker = await scene.lead_seat(case_id), await scene.joins(case_id, scene.adviser)
    handover_id = await scene.offers(case_id, giver, taker, by=scene.lead)

    async def withdraws() -> None:
        async with scene.work(scene.lead) as work:
            await withdraw_handover(work, scene.lead, case_id, handover_id)

    answers = await asyncio.gather(
        receives(scene, scene.adviser, case_id, handover_id), withdraws(), return_exceptions=True
    )
    assert sum(answer is None for answer in answers) == 1
    received = await scene.lead_seat(case_id) == taker
    assert await state(scene, case_id, handover_id) == ("received" if received else "withdrawn")


async def test_a_supervisor_hands_over_what_nobody_leads(scene: Relay, case_id: UUID, cases_owner: Database) -> None:
    taker = await scene.joins(case_id, scene.adviser)
    await cases_owner.pool.execute(
        "UPDATE team_member SET seat = 'vacant', worker_id = NULL WHERE case_id = $1 AND is_lead", case_id
    )
    vacant, supervisor = await scene.lead_seat(case_id), scene.colleague(scene.lead, Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        await scene.offers(case_id, vacant, taker, by=scene.colleague(scene.lead))
    await scene.hands_over(case_id, vacant, taker, by=supervisor, to=scene.adviser)
    assert await scene.lead_seat(case_id) == taker
    assert await present(scene, case_id) == {scene.adviser.subject}


async def test_they_are_listed_to_who_sees_the_case_and_their_note_to_who_may_read_it(
    scene: Relay, case_id: UUID
) -> None:
    taker = await scene.joins(case_id, scene.adviser)
    handover_id = await scene.offers(
        case_id, await scene.lead_seat(case_id), taker, by=scene.lead, category=Category.HEALTH
    )
    shown = {}
    for who in (scene.lead, scene.adviser):
        async with scene.work(who) as work:
            _, [row] = await list_handovers(work, case_id, None, 10)
            assert dict(row) == dict(await read_handover(work, case_id, handover_id))
        shown[who.sector] = row["note_id"] is not None
    assert shown == {scene.lead.sector: True, scene.adviser.sector: False}
    async with scene.work(scene.nurse) as work:
        with pytest.raises(NotFound):
            await list_handovers(work, case_id, None, 10)
