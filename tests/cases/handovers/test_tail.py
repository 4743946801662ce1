"""Who led a case and left it reads on for thirty days, does nothing else, and everybody can see that."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.access.actions import grants_on, standing_to
from services.cases.agreements.actions.ending import end_agreement
from services.cases.coordination.actions.cases import close_case
from services.cases.coordination.actions.lead import change_lead
from services.cases.coordination.actions.team import end_membership, list_team
from services.cases.coordination.domain.team import TAIL
from services.cases.record.actions.list_work import list_work
from services.cases.timeline.actions import read_timeline
from shared.clock import system_clock
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.actor import Actor
from shared.refusals import Conflict, NotAllowed
from tests.cases.coordination.test_revoked_workers import revoked
from tests.cases.handovers.relay import Relay


@pytest.fixture
async def case_id(scene: Relay) -> UUID:
    """Led by the nurse, who knew nothing of the person before; the adviser is on the team, and the lead."""
    case_id = await scene.case()
    nurse = await scene.joins(case_id, scene.nurse)
    await scene.joins(case_id, scene.adviser)
    await scene.writes(scene.lead, case_id, "Before", category=Category.HOUSING)
    await scene.gives_the_lead(case_id, nurse, scene.nurse, stays=True)
    return case_id


async def hands_on(scene: Relay, case_id: UUID, *, stays: bool = False) -> None:
    """The nurse hands the case over to the adviser."""
    async with scene.work(scene.nurse) as work:
        [taker] = [
            one["id"] for one in await list_team(work, case_id, None, 50) if one["worker_id"] == scene.adviser.subject
        ]
    await scene.gives_the_lead(case_id, taker, scene.adviser, by=scene.nurse, stays=stays)


async def operations(scene: Relay, who: Actor) -> set[Operation]:
    async with scene.work(who) as work:
        stands = await standing_to(work, scene.person_id)
    return {one for grant in stands.grants if grant.ground_kind is GroundKind.TEAM for one in grant.operations}


async def test_they_read_what_the_team_reads_and_write_and_do_nothing(scene: Relay, case_id: UUID) -> None:
    await hands_on(scene, case_id)
    await scene.writes(scene.lead, case_id, "After", category=Category.HOUSING)
    assert await scene.texts(scene.nurse, case_id) == ["Before", "Over to you", "Over to you", "After"]
    assert await operations(scene, scene.nurse) == {Operation.READ}
    with pytest.raises(NotAllowed):
        await scene.writes(scene.nurse, case_id, "Not any more", category=Category.HOUSING)
    with pytest.raises(NotAllowed):
        await scene.joins(case_id, scene.nurse, by=scene.nurse)
    async with scene.work(scene.nurse) as work:
        assert '"case_id"' not in (await list_work(work, whole_agency=False, after=None, limit=10)).items


async def test_it_ends_by_itself_after_thirty_days(scene: Relay, case_id: UUID) -> None:
    await hands_on(scene, case_id)
    handed_over = system_clock()
    last, over = handed_over + TAIL - timedelta(minutes=1), handed_over + TAIL
    async with scene.work(scene.nurse) as work:
        work.now = last
        assert (await standing_to(work, scene.person_id)).grounds_for(Operation.READ, Category.SOCIAL)
    async with scene.work(scene.nurse) as work:
        work.now = over
        team = [one for one in (await standing_to(work, scene.person_id)).grants if one.ground_kind is GroundKind.TEAM]
    assert team == []


async def test_it_stands_with_its_end_among_the_grants_in_the_team_and_on_the_timeline(
    scene: Relay, case_id: UUID
) -> None:
    await hands_on(scene, case_id)
    async with scene.work(scene.lead) as work:
        [grant] = [
            row
            for row in await grants_on(work, scene.lead, scene.person_id)
            if row["worker_id"] == scene.nurse.subject and row["ground_kind"] == "team"
        ]
        [tail] = [one for one in await list_team(work, case_id, None, 50) if one["seat"] == "tail"]
        lines = [row["kind"] for row in await read_timeline(work, scene.person_id, None, 20)]
    assert grant["valid_until"] == tail["ends_at"] == tail["starts_at"] + TAIL
    assert (tail["worker_id"], tail["is_lead"]) == (scene.nurse.subject, False)
    assert "former_lead_reads_on" in lines


async def test_who_stays_on_the_team_is_a_member_and_has_none(scene: Relay, case_id: UUID) -> None:
    await hands_on(scene, case_id, stays=True)
    async with scene.work(scene.lead) as work:
        assert {one["seat"] for one in await list_team(work, case_id, None, 50)} == {"member"}
    assert await operations(scene, scene.nurse) == {Operation.READ, Operation.CONTRIBUTE}


async def test_it_is_for_the_worker_who_led_and_not_for_their_colleagues(scene: Relay, case_id: UUID) -> None:
    await hands_on(scene, case_id)
    colleague = scene.colleague(scene.nurse)
    assert await scene.texts(colleague, case_id) == ["Over to you"], "what their own agency wrote"


async def test_it_ends_sooner_with_the_case_and_with_their_work_for_the_agency(scene: Relay, case_id: UUID) -> None:
    await hands_on(scene, case_id)
    await revoked(scene, scene.nurse)
    assert await operations(scene, scene.nurse) == set()
    led = await scene.case()
    await scene.gives_the_lead(led, await scene.joins(led, scene.adviser), scene.adviser)
    async with scene.work(scene.lead) as work:
        assert [one["seat"] for one in await list_team(work, led, None, 50)] == ["member", "member", "tail"]
    async with scene.work(scene.adviser) as work:
        await close_case(work, scene.adviser, led, ClosingReason.GOALS_REACHED)
    async with scene.work(scene.lead) as work:
        grants = (await standing_to(work, scene.person_id)).grants
    assert not any(one.ground_id == led for one in grants)


async def test_it_ends_with_the_agreement(scene: Relay, case_id: UUID) -> None:
    await hands_on(scene, case_id)
    async with scene.work(scene.lead) as work:
        await end_agreement(work, scene.lead, scene.agreement_id)
    assert await operations(scene, scene.nurse) == set()


async def test_the_lead_ends_it_and_who_joins_again_works_on(scene: Relay, case_id: UUID) -> None:
    await hands_on(scene, case_id)
    async with scene.work(scene.adviser) as work:
        [tail] = [one["id"] for one in await list_team(work, case_id, None, 50) if one["seat"] == "tail"]
        await end_membership(work, scene.adviser, case_id, tail)
    assert await operations(scene, scene.nurse) == set()
    await scene.joins(case_id, scene.nurse, by=scene.adviser)
    assert await operations(scene, scene.nurse) == {Operation.READ, Operation.CONTRIBUTE}


async def test_who_reads_on_ends_it_themselves(scene: Relay, case_id: UUID) -> None:
    await hands_on(scene, case_id)
    async with scene.work(scene.nurse) as work:
        [tail] = [one["id"] for one in await list_team(work, case_id, None, 50) if one["seat"] == "tail"]
        await end_membership(work, scene.nurse, case_id, tail)
    assert await operations(scene, scene.nurse) == set()


async def test_a_lead_of_another_agency_is_not_named_but_handed_over_to(scene: Relay, case_id: UUID) -> None:
    adviser = await scene.joins(case_id, scene.colleague(scene.adviser), by=scene.nurse)
    async with scene.work(scene.nurse) as work:
        with pytest.raises(Conflict):
            await change_lead(work, scene.nurse, case_id, adviser)
