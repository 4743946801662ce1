"""Another agency works on a case by its own word; until it has said yes it knows of a case, and of nobody."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.access.actions import standing_to
from services.cases.conflicts.actions import declare_conflict
from services.cases.conflicts.domain import Relation
from services.cases.coordination.actions.cases import close_case
from services.cases.coordination.actions.invitations import (
    accept_invitation,
    decline_invitation,
    list_invitations_to,
    list_waiting,
    read_invitation,
    withdraw_invitation,
)
from services.cases.coordination.actions.team import list_team
from services.cases.coordination.domain.invitations import LASTS
from services.cases.timeline.actions import read_timeline
from shared.clock import system_clock
from shared.contracts.cases.coordination import ClosingReason, DecliningReason
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Conflict, NotAllowed, NotFound
from tests.cases.coordination.scenes import Scene


async def accepts(
    scene: Scene, who: Actor, invitation_id: UUID, *, sends: UUID | None = None, whole_agency: bool = False
) -> None:
    async with scene.work(who) as work:
        await accept_invitation(work, who, invitation_id, worker_id=sends, whole_agency=whole_agency)


async def declines(scene: Scene, who: Actor, invitation_id: UUID) -> None:
    async with scene.work(who) as work:
        await decline_invitation(work, who, invitation_id, DecliningReason.NO_CAPACITY)


async def finds(scene: Scene, who: Actor) -> list[UUID]:
    async with scene.work(who) as work:
        return [row["id"] for row in await list_waiting(work, None, 50)]


async def on_the_team(scene: Scene, case_id: UUID) -> set[tuple[UUID, UUID | None]]:
    async with scene.work(scene.lead) as work:
        return {(one["agency_id"], one["worker_id"]) for one in await list_team(work, case_id, None, 50)} - {
            (scene.lead.agency_id, scene.lead.worker_id)
        }


@pytest.fixture
async def case_id(scene: Scene) -> UUID:
    """A case of the lead, with a note about housing, under an agreement with the two others."""
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    case_id = await scene.case()
    await scene.writes(scene.lead, case_id, "Needs a lift", category=Category.HOUSING)
    return case_id


async def test_who_is_asked_knows_of_a_case_and_not_about_whom(scene: Scene, case_id: UUID) -> None:
    invitation_id = await scene.asks(case_id, scene.adviser)
    assert await finds(scene, scene.adviser) == [invitation_id]
    async with scene.work(scene.adviser) as work:
        shown = dict(await read_invitation(work, invitation_id))
    assert (shown["category"], shown["state"], shown["capacity"]) == ("social", "pending", "nurse")
    assert scene.person_id not in shown.values()
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)
    async with scene.work(scene.adviser) as work:
        with pytest.raises(NotFound):
            await standing_to(work, scene.person_id)


async def test_with_their_yes_they_see_what_the_agreement_lets_flow(scene: Scene, case_id: UUID) -> None:
    await accepts(scene, scene.adviser, await scene.asks(case_id, scene.adviser))
    assert (await scene.sees_case(scene.adviser, case_id))["title"] == "Return home"
    assert await scene.texts(scene.adviser, case_id) == ["Needs a lift"]
    assert await finds(scene, scene.adviser) == []
    async with scene.work(scene.lead) as work:
        lines = [row["kind"] for row in await read_timeline(work, scene.person_id, None, 10)]
    assert "member_joined" in lines


async def test_what_they_wrote_elsewhere_does_not_flow_because_they_said_yes(scene: Scene, case_id: UUID) -> None:
    own = await scene.case(await scene.known(scene.adviser, scene.person_id), by=scene.adviser)
    await scene.writes(scene.adviser, own, "From another time", category=Category.HOUSING)
    await accepts(scene, scene.adviser, await scene.asks(case_id, scene.adviser))
    async with scene.work(scene.lead) as work:
        stands = await standing_to(work, scene.person_id)
    assert not any(scene.adviser.agency_id in (grant.sources or ()) for grant in stands.grants)


async def test_nobody_joins_another_ones_case_unasked_or_twice(scene: Scene, case_id: UUID) -> None:
    invitation_id = await scene.asks(case_id, scene.adviser)
    for stranger in (scene.nurse, scene.lead, scene.colleague(scene.adviser)):
        with pytest.raises(NotFound):
            await accepts(scene, stranger, invitation_id)
    await accepts(scene, scene.adviser, invitation_id)
    with pytest.raises(Conflict):
        await accepts(scene, scene.adviser, invitation_id)
    with pytest.raises(Conflict):
        await declines(scene, scene.adviser, invitation_id)
    with pytest.raises(Conflict):
        await accepts(scene, scene.adviser, await scene.asks(case_id, scene.adviser))


async def test_an_agency_that_is_asked_sends_somebody(scene: Scene, case_id: UUID) -> None:
    colleague, supervisor = scene.colleague(scene.adviser), scene.colleague(scene.adviser, Role.SUPERVISOR)
    outsider = scene.colleague(scene.adviser, Role.ANALYST)
    invitation_id = await scene.asks(case_id, scene.adviser, by_name=False)
    assert await finds(scene, colleague) == await finds(scene, supervisor) == [invitation_id]
    for refused in (
        accepts(scene, outsider, invitation_id),
        accepts(scene, colleague, invitation_id, sends=scene.adviser.worker_id),
        accepts(scene, colleague, invitation_id, whole_agency=True),
    ):
        with pytest.raises(NotAllowed):
            await refused
    await accepts(scene, supervisor, invitation_id, sends=colleague.worker_id)
    assert await on_the_team(scene, case_id) == {(scene.adviser.agency_id, colleague.worker_id)}
    with pytest.raises(NotFound):
        await scene.sees_case(scene.adviser, case_id)


async def test_who_takes_it_up_goes_themselves_and_supervisors_send_everybody(scene: Scene, case_id: UUID) -> None:
    await accepts(scene, scene.adviser, await scene.asks(case_id, scene.adviser, by_name=False))
    supervisor = scene.colleague(scene.nurse, Role.SUPERVISOR)
    await accepts(scene, supervisor, await scene.asks(case_id, scene.nurse), whole_agency=True)
    assert await on_the_team(scene, case_id) == {
        (scene.adviser.agency_id, scene.adviser.worker_id),
        (scene.nurse.agency_id, None),
    }


async def test_they_decline_for_a_coded_reason_that_those_see_who_ask(
    scene: Scene, case_id: UUID, cases_owner: Database
) -> None:
    await accepts(scene, scene.nurse, await scene.asks(case_id, scene.nurse))
    invitation_id = await scene.asks(case_id, scene.adviser)
    await declines(scene, scene.adviser, invitation_id)
    async with scene.work(scene.lead) as work:
        _, rows = await list_invitations_to(work, scene.lead, case_id, None, 10)
    assert [(row["state"], row["reason"]) for row in rows] == [("accepted", None), ("declined", "no_capacity")]
    async with scene.work(scene.nurse) as work:
        with pytest.raises(NotAllowed):
            await list_invitations_to(work, scene.nurse, case_id, None, 10)
    told = await cases_owner.pool.fetch(
        "SELECT type, person_id, data FROM journal WHERE about = $1 AND type LIKE '%invit%' ORDER BY position", case_id
    )
    assert [row["type"].split(".")[2] for row in told] == ["member_invited", "member_invited", "invitation_declined"]
    assert all(row["person_id"] is None and str(scene.person_id) not in str(row["data"]) for row in told)


async def test_who_no_longer_asks_is_not_answered(scene: Scene, case_id: UUID) -> None:
    invitation_id = await scene.asks(case_id, scene.adviser)
    with pytest.raises(Conflict):
        await scene.asks(case_id, scene.adviser)
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, case_id, invitation_id)
    assert await finds(scene, scene.adviser) == []
    with pytest.raises(Conflict):
        await accepts(scene, scene.adviser, invitation_id)
    assert await finds(scene, scene.adviser) == []
    await scene.asks(case_id, scene.adviser)


async def test_an_invitation_waits_two_weeks(scene: Scene, case_id: UUID) -> None:
    invitation_id = await scene.asks(case_id, scene.adviser)
    async with scene.work(scene.adviser) as work:
        work.now = system_clock() + LASTS + timedelta(seconds=1)
        assert await list_waiting(work, None, 10) == []
        assert (await read_invitation(work, invitation_id))["state"] == "expired"
        with pytest.raises(Conflict):
            await accept_invitation(work, scene.adviser, invitation_id, worker_id=None, whole_agency=False)


async def test_nobody_joins_a_case_that_was_closed(scene: Scene, case_id: UUID) -> None:
    invitation_id = await scene.asks(case_id, scene.adviser)
    async with scene.work(scene.lead) as work:
        await close_case(work, scene.lead, case_id, ClosingReason.MOVED)
    with pytest.raises(Conflict):
        await accepts(scene, scene.adviser, invitation_id)


async def test_who_does_not_lead_asks_nobody(scene: Scene, case_id: UUID) -> None:
    await accepts(scene, scene.nurse, await scene.asks(case_id, scene.nurse))
    with pytest.raises(NotAllowed):
        await scene.asks(case_id, scene.adviser, by=scene.nurse)
    await scene.asks(case_id, scene.adviser, by=scene.colleague(scene.lead, Role.SUPERVISOR))


async def test_who_must_not_know_the_person_is_not_asked_and_nobody_sends_them(scene: Scene, case_id: UUID) -> None:
    await scene.known(scene.adviser, scene.person_id)
    async with scene.work(scene.adviser) as work:
        await declare_conflict(work, scene.adviser, scene.person_id, Relation.FRIEND)
    invitation_id = await scene.asks(case_id, scene.adviser)
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    assert await finds(scene, scene.adviser) == []
    for unknown in (invitation_id, new_id()):
        with pytest.raises(NotFound):
            await accepts(scene, scene.adviser, unknown)
    assert await finds(scene, supervisor) == [invitation_id]
    with pytest.raises(Conflict):
        await accepts(scene, supervisor, invitation_id)
    await accepts(scene, supervisor, invitation_id, sends=supervisor.worker_id)


async def test_of_two_who_take_up_one_invitation_at_once_one_does(scene: Scene, case_id: UUID) -> None:
    invitation_id = await scene.asks(case_id, scene.adviser, by_name=False)
    both = [scene.adviser, scene.colleague(scene.adviser)]
    answers = await asyncio.gather(*(accepts(scene, one, invitation_id) for one in both), return_exceptions=True)
    assert {type(one) for one in answers} == {type(None), Conflict}
    assert len(await on_the_team(scene, case_id)) == 1
