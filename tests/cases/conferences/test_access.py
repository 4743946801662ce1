"""Who comes may be let in to what is talked about: as an agreement lets it flow, until the conference is over."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.cases.conferences.actions.agenda import take_off_agenda
from services.cases.conferences.actions.conferences import cancel_conference, change_conference
from services.cases.conferences.actions.participants import decline, withdraw_invitation
from services.cases.conferences.domain.conference import PREPARES, STAYS
from services.cases.conflicts.actions import declare_conflict
from services.cases.conflicts.domain import Relation
from services.cases.coordination.actions.guests import guests_follow, lock_to_admit
from services.cases.coordination.actions.team import end_membership, list_team
from services.cases.notes.actions.notes import list_notes
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.conferences import AbsenceReason, CancellingReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.refusals import Conflict, NotAllowed, NotFound
from tests.cases.conferences.meetings import TOMORROW, Meetings

ENDS_AT = TOMORROW + timedelta(hours=1)
GONE = ENDS_AT + STAYS
FORGETFUL = Statement("SELECT count(*) FROM note WHERE case_id = :case_id")
SECOND = timedelta(seconds=1)


@pytest.fixture
async def case_id(scene: Meetings) -> UUID:
    """Of the lead alone; social matters and housing would flow to the adviser, if they were on its team."""
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    for category in (Category.SOCIAL, Category.HOUSING, Category.HEALTH):
        await scene.writes(scene.lead, case_id, category.value, category=category)
    return case_id


@pytest.fixture
async def conference_id(scene: Meetings, case_id: UUID) -> UUID:
    """To which the adviser and the nurse come to talk about housing."""
    conference_id = await scene.convenes(scene.lead)
    for guest in (scene.adviser, scene.nurse):
        await scene.comes(conference_id, guest)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    return conference_id


@pytest.fixture
async def seat(scene: Meetings, case_id: UUID, conference_id: UUID) -> UUID:
    """By which the adviser is let in."""
    return await scene.lets_in(scene.adviser, conference_id, case_id)


async def test_whoever_lets_in_and_whoever_takes_off_wait_for_each_other_and_neither_fails(
    scene: Meetings, case_id: UUID, conference_id: UUID
) -> None:
    [matter] = await scene.agenda(scene.lead, conference_id)

    async def takes_off() -> None:
        async with scene.work(scene.lead) as work:
            await take_off_agenda(work, scene.lead, case_id, matter)

    async with scene.work(scene.lead) as work:
        await guests_follow(work, conference_id, STAYS)
        waiting = asyncio.create_task(takes_off())
        await asyncio.sleep(0.3)
        await lock_to_admit(work, scene.lead, case_id)
    await waiting


async def reads(scene: Meetings, who: Actor, case_id: UUID, at: datetime | None = None) -> list[str] | None:
    """The notes of the case that somebody reads; None where there is no such case for them."""
    async with scene.work(who) as work:
        work.now = at or work.now
        try:
            return [row["text"] for row in await list_notes(work, case_id, None, 100)]
        except NotFound:
            return None


async def test_who_is_let_in_reads_of_what_is_talked_about_and_nothing_else(
    scene: Meetings, case_id: UUID, conference_id: UUID
) -> None:
    assert await reads(scene, scene.adviser, case_id) is None
    assert await scene.agenda(scene.adviser, conference_id) == []
    await scene.lets_in(scene.adviser, conference_id, case_id)
    assert await reads(scene, scene.adviser, case_id) == ["housing"]
    assert len(await scene.agenda(scene.adviser, conference_id)) == 1
    assert await reads(scene, scene.colleague(scene.adviser), case_id) is None
    with pytest.raises(NotAllowed):
        await scene.writes(scene.adviser, case_id, "A guest", category=Category.HOUSING)
    await scene.lets_in(scene.nurse, conference_id, case_id)
    assert await reads(scene, scene.nurse, case_id) is None, "no agreement lets it flow to them"


async def test_it_ends_with_the_conference_though_nobody_closes_it(scene: Meetings, case_id: UUID, seat: UUID) -> None:
    assert await reads(scene, scene.adviser, case_id, GONE - SECOND) == ["housing"]
    assert await reads(scene, scene.adviser, case_id, GONE) is None
    async with scene.work(scene.lead) as work:
        [_, guest] = await list_team(work, case_id, None, 10)
        lines = await read_timeline(work, scene.person_id, None, 50)
    assert (guest["id"], guest["seat"], guest["ends_at"]) == (seat, "guest", GONE)
    assert guest["categories"] == ["housing", "identity"]
    assert [line["item_id"] for line in lines if line["kind"] == "guest_admitted"] == [seat]


@pytest.mark.usefixtures("seat")
async def test_it_is_gone_below_the_predicate_too(scene: Meetings, case_id: UUID, cases_owner: Database) -> None:
    async with scene.work(scene.adviser) as work:
        assert await work.value(FORGETFUL, case_id=case_id) == 3
    passes = "UPDATE access_grant SET valid_until = now() WHERE worker_id = $1 AND ground_kind = 'team'"
    await cases_owner.pool.execute(passes, scene.adviser.subject)
    async with scene.work(scene.adviser) as work:
        assert await work.value(FORGETFUL, case_id=case_id) == 0


async def it_is_cancelled(scene: Meetings, conference_id: UUID, _case_id: UUID) -> None:
    async with scene.work(scene.lead) as work:
        await cancel_conference(work, scene.lead, conference_id, CancellingReason.OTHER)


async def they_decline(scene: Meetings, conference_id: UUID, _case_id: UUID) -> None:
    theirs = await scene.seat(scene.adviser, conference_id)
    async with scene.work(scene.adviser) as work:
        await decline(work, scene.adviser, conference_id, theirs, AbsenceReason.NOT_FREE)


async def they_are_no_longer_asked(scene: Meetings, conference_id: UUID, _case_id: UUID) -> None:
    theirs = await scene.seat(scene.adviser, conference_id)
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, conference_id, theirs)


async def it_is_not_talked_about(scene: Meetings, conference_id: UUID, case_id: UUID) -> None:
    [matter] = await scene.agenda(scene.lead, conference_id)
    async with scene.work(scene.lead) as work:
        await take_off_agenda(work, scene.lead, case_id, matter)


async def the_seat_is_ended(scene: Meetings, _conference_id: UUID, case_id: UUID) -> None:
    async with scene.work(scene.adviser) as work:
        [_, guest] = await list_team(work, case_id, None, 10)
        await end_membership(work, scene.adviser, case_id, guest["id"])


async def the_person_refuses(scene: Meetings, _conference_id: UUID, _case_id: UUID) -> None:
    await scene.said(scene.adviser, Category.HOUSING, Category.SOCIAL, refusal=True)


async def they_must_not_know_them(scene: Meetings, _conference_id: UUID, _case_id: UUID) -> None:
    async with scene.work(scene.adviser) as work:
        await declare_conflict(work, scene.adviser, scene.person_id, Relation.FAMILY)


OFF: tuple[Callable[[Meetings, UUID, UUID], Awaitable[None]], ...] = (
    it_is_cancelled,
    they_decline,
    they_are_no_longer_asked,
    it_is_not_talked_about,
    the_seat_is_ended,
    the_person_refuses,
    they_must_not_know_them,
)


@pytest.mark.usefixtures("seat")
@pytest.mark.parametrize("off", OFF)
async def test_it_ends_sooner_when_its_reason_does(
    scene: Meetings, conference_id: UUID, case_id: UUID, off: Callable[[Meetings, UUID, UUID], Awaitable[None]]
) -> None:
    await off(scene, conference_id, case_id)
    assert await reads(scene, scene.adviser, case_id) is None


@pytest.mark.usefixtures("seat")
async def test_it_follows_to_an_earlier_end_and_is_given_anew_for_a_later_one(
    scene: Meetings, conference_id: UUID, case_id: UUID
) -> None:
    earlier, later = timedelta(minutes=-30), timedelta(hours=2)
    for version, by in ((1, earlier), (2, later)):
        async with scene.work(scene.lead) as work:
            times = {"starts_at": TOMORROW + by, "ends_at": ENDS_AT + by}
            await change_conference(work, scene.lead, conference_id, version, times)
        assert await reads(scene, scene.adviser, case_id, GONE + earlier - SECOND) == ["housing"]
        assert await reads(scene, scene.adviser, case_id, GONE + earlier) is None
    await scene.lets_in(scene.adviser, conference_id, case_id)
    assert await reads(scene, scene.adviser, case_id, GONE + later - SECOND) == ["housing"]
    assert await reads(scene, scene.adviser, case_id, GONE + later) is None


async def test_it_begins_a_week_before(scene: Meetings, case_id: UUID) -> None:
    starts_at = TOMORROW + timedelta(days=30)
    conference_id = await scene.convenes(scene.lead, starts_at)
    await scene.comes(conference_id, scene.adviser)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.lets_in(scene.adviser, conference_id, case_id)
    assert await reads(scene, scene.adviser, case_id) is None
    assert await reads(scene, scene.adviser, case_id, starts_at - PREPARES) == ["housing"]


@pytest.mark.usefixtures("seat")
async def test_what_is_sealed_or_sensitive_stays_so(scene: Meetings, case_id: UUID) -> None:
    for sensitivity in (Sensitivity.SENSITIVE, Sensitivity.SEALED):
        await scene.writes(scene.lead, case_id, "Closed", category=Category.HOUSING, sensitivity=sensitivity)
    assert await reads(scene, scene.adviser, case_id) == ["housing"]


async def test_the_lead_lets_in_those_who_come_to_what_is_on_the_agenda(
    scene: Meetings, conference_id: UUID, case_id: UUID
) -> None:
    other_case = await scene.case()
    with pytest.raises(Conflict, match="agenda"):
        await scene.lets_in(scene.adviser, conference_id, other_case)
    with pytest.raises(NotFound):
        await scene.lets_in(scene.nurse, conference_id, case_id, by=scene.adviser)
    await scene.joins(case_id, scene.adviser)
    with pytest.raises(NotAllowed):
        await scene.lets_in(scene.nurse, conference_id, case_id, by=scene.adviser)
    with pytest.raises(Conflict, match="team"):
        await scene.lets_in(scene.adviser, conference_id, case_id)
    await they_decline(scene, conference_id, case_id)
    with pytest.raises(Conflict, match="come"):
        await scene.lets_in(scene.adviser, conference_id, case_id)


@pytest.mark.usefixtures("seat")
async def test_a_guest_who_joins_the_team_is_no_guest_any_more(
    scene: Meetings, conference_id: UUID, case_id: UUID
) -> None:
    await scene.joins(case_id, scene.adviser)
    await it_is_cancelled(scene, conference_id, case_id)
    assert await reads(scene, scene.adviser, case_id, GONE) == ["social", "housing"]


async def test_whoever_convenes_is_let_in_as_everybody_who_comes(scene: Meetings, case_id: UUID) -> None:
    panel = await scene.convenes(scene.adviser)
    await scene.accepts(scene.lead, panel, await scene.invites(panel, scene.lead, by=scene.adviser))
    await scene.puts(scene.lead, case_id, panel, category=Category.HOUSING)
    await scene.lets_in(scene.adviser, panel, case_id)
    assert await reads(scene, scene.adviser, case_id) == ["housing"]
