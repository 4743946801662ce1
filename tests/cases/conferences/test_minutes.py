"""What was said is written down by its own category, and stood by by those who were there."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.conferences.actions.conferences import cancel_conference
from services.cases.conferences.actions.minutes import (
    correct_minutes,
    list_minutes_versions,
    read_minutes,
    record_attendance,
)
from services.cases.conferences.actions.participants import withdraw_invitation
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.conferences import Attendance, CancellingReason
from shared.contracts.cases.vocabulary import Category
from shared.refusals import Conflict, NotAllowed, NotFound, Stale
from tests.cases.conferences.meetings import AFTERWARDS, TOMORROW, Meetings


@pytest.fixture
async def case_id(scene: Meetings) -> UUID:
    """With the adviser on its team: social matters and housing flow between them, health does not."""
    return await scene.team(scene.adviser)


@pytest.fixture
async def conference_id(scene: Meetings) -> UUID:
    conference_id = await scene.convenes(scene.lead)
    for guest in (scene.adviser, scene.nurse):
        await scene.comes(conference_id, guest)
    return conference_id


@pytest.fixture
async def matter(scene: Meetings, case_id: UUID, conference_id: UUID) -> UUID:
    return await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)


async def test_what_was_said_is_seen_by_its_own_category(scene: Meetings, case_id: UUID, matter: UUID) -> None:
    home = await scene.minutes(scene.lead, case_id, matter, category=Category.HOUSING)
    health = await scene.minutes(scene.lead, case_id, matter, category=Category.HEALTH)
    assert [one["id"] for one in await scene.sees_minutes(scene.lead, case_id)] == [home, health]
    assert [one["id"] for one in await scene.sees_minutes(scene.adviser, case_id)] == [home]
    with pytest.raises(NotFound):
        await scene.sees_minutes(scene.nurse, case_id)
    async with scene.work(scene.adviser) as work:
        lines = await read_timeline(work, scene.person_id, None, 20)
    assert [line["item_id"] for line in lines if line["kind"] == "minutes_written"] == [home]


async def test_who_sees_what_was_said_need_not_see_the_matter(
    scene: Meetings, case_id: UUID, conference_id: UUID
) -> None:
    closed = await scene.puts(scene.lead, case_id, conference_id, category=Category.HEALTH)
    await scene.minutes(scene.lead, case_id, closed, category=Category.HOUSING)
    [seen] = await scene.sees_minutes(scene.adviser, case_id)
    assert seen["agenda_item_id"] is None
    await scene.attended(conference_id, scene.adviser)
    with pytest.raises(NotFound):
        await scene.signs(scene.adviser, case_id, seen["id"])


async def test_who_sees_the_matter_and_comes_writes_once_it_has_begun(
    scene: Meetings, case_id: UUID, conference_id: UUID, matter: UUID
) -> None:
    with pytest.raises(Conflict):
        await scene.minutes(scene.lead, case_id, matter, at=TOMORROW - timedelta(minutes=1))
    await scene.minutes(scene.adviser, case_id, matter, category=Category.HOUSING, at=TOMORROW)
    with pytest.raises(NotAllowed):
        await scene.minutes(scene.adviser, case_id, matter, category=Category.HEALTH)
    with pytest.raises(NotFound):
        await scene.minutes(scene.nurse, case_id, matter)
    seat = await scene.seat(scene.adviser, conference_id)
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, conference_id, seat)
    with pytest.raises(NotFound):
        await scene.minutes(scene.adviser, case_id, matter, category=Category.HOUSING)


async def test_of_what_was_cancelled_there_are_no_minutes(
    scene: Meetings, case_id: UUID, conference_id: UUID, matter: UUID
) -> None:
    async with scene.work(scene.lead) as work:
        await cancel_conference(work, scene.lead, conference_id, CancellingReason.OTHER)
    with pytest.raises(Conflict):
        await scene.minutes(scene.lead, case_id, matter)
    with pytest.raises(Conflict):
        await scene.attended(conference_id, scene.adviser)


async def test_whoever_was_there_signs_the_version_that_they_read(
    scene: Meetings, case_id: UUID, conference_id: UUID, matter: UUID
) -> None:
    minutes_id = await scene.minutes(scene.lead, case_id, matter)
    with pytest.raises(NotAllowed):
        await scene.signs(scene.adviser, case_id, minutes_id)
    await scene.attended(conference_id, scene.adviser)
    await scene.attended(conference_id, scene.lead, attendance=Attendance.ABSENT)
    await scene.signs(scene.adviser, case_id, minutes_id)
    for who, refusal in ((scene.lead, NotAllowed), (scene.adviser, Conflict)):
        with pytest.raises(refusal):
            await scene.signs(who, case_id, minutes_id)
    [seen] = await scene.sees_minutes(scene.lead, case_id)
    assert [one["worker_id"] for one in seen["signatures"]] == [str(scene.adviser.subject)]
    async with scene.work(scene.lead) as work:
        await correct_minutes(work, scene.lead, case_id, minutes_id, 1, {"text": "It was said otherwise."})
    [seen] = await scene.sees_minutes(scene.adviser, case_id)
    assert (seen["version"], seen["signatures"]) == (2, []), "a later version is signed anew"
    with pytest.raises(Stale):
        await scene.signs(scene.adviser, case_id, minutes_id)
    await scene.signs(scene.adviser, case_id, minutes_id, version=2)


async def test_what_is_opened_does_not_open_what_was_written_before(
    scene: Meetings, case_id: UUID, conference_id: UUID, matter: UUID
) -> None:
    minutes_id = await scene.minutes(scene.lead, case_id, matter, category=Category.HEALTH)
    await scene.attended(conference_id, scene.lead)
    await scene.signs(scene.lead, case_id, minutes_id)
    async with scene.work(scene.adviser) as work:
        with pytest.raises(NotFound):
            await read_minutes(work, case_id, minutes_id, "read-minutes")
    changed = {"category": Category.HOUSING, "text": "What may be told."}
    async with scene.work(scene.lead) as work:
        await correct_minutes(work, scene.lead, case_id, minutes_id, 1, changed)
        assert len(await list_minutes_versions(work, case_id, minutes_id, None, 10)) == 1
    [seen] = await scene.sees_minutes(scene.adviser, case_id)
    assert (seen["text"], seen["signatures"]) == (changed["text"], [])
    async with scene.work(scene.adviser) as work:
        assert await list_minutes_versions(work, case_id, minutes_id, None, 10) == []
        with pytest.raises(NotAllowed):
            await correct_minutes(work, scene.adviser, case_id, minutes_id, 2, {"text": "Another"})


async def test_whoever_convenes_says_who_was_there(scene: Meetings, conference_id: UUID) -> None:
    open_seat = await scene.invites(conference_id, scene.nurse, by_name=False)
    await scene.attended(conference_id, scene.adviser, attendance=Attendance.ABSENT)
    await scene.attended(conference_id, scene.adviser)
    seat = await scene.seat(scene.adviser, conference_id)
    assert (await scene.sees_participant(scene.nurse, conference_id, seat))["attendance"] == Attendance.ATTENDED
    for who, which, refusal in ((scene.adviser, seat, NotAllowed), (scene.lead, open_seat, Conflict)):
        with pytest.raises(refusal):
            async with scene.work(who) as work:
                work.now = AFTERWARDS
                await record_attendance(work, who, conference_id, which, Attendance.ATTENDED)
    with pytest.raises(Conflict):
        async with scene.work(scene.lead) as work:
            await record_attendance(work, scene.lead, conference_id, seat, Attendance.ATTENDED)
