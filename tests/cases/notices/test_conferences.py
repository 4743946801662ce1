"""Who hears of a conference: those who are asked, when it changes, and those who convene, what was answered."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.conferences.actions.conferences import cancel_conference, change_conference
from services.cases.conferences.actions.participants import decline, withdraw_invitation
from services.cases.notices.domain.notice import NoticeKind
from shared.contracts.cases.conferences import AbsenceReason, CancellingReason
from shared.contracts.cases.vocabulary import Category
from shared.database.engine import Database
from tests.cases.conferences.meetings import TOMORROW, Meetings
from tests.cases.notices.noticing import Noticing
from tests.cases.worlds import World


class Meeting(Meetings, Noticing):
    """A scene in which people come together and hear of it."""


@pytest.fixture
async def scene(cases_database: Database, cases_owner: Database, world: World) -> Meeting:
    scene = Meeting(cases_database, cases_owner, world)
    await scene.known(scene.lead, scene.person_id)
    return scene


async def of_conferences(scene: Meeting, conference_id: UUID) -> dict[str, list[str]]:
    """What each hears of it, oldest first."""
    return {
        name: [
            row["kind"].removeprefix("conference_")
            for row in reversed(await scene.notices(getattr(scene, name)))
            if row["item_id"] == conference_id
        ]
        for name in ("lead", "adviser", "nurse")
    }


async def test_those_who_are_asked_hear_what_changes_and_those_who_convene_what_is_answered(scene: Meeting) -> None:
    conference_id = await scene.convenes(scene.lead)
    await scene.comes(conference_id, scene.adviser)
    by_anybody = await scene.invites(conference_id, scene.nurse, by_name=False)
    async with scene.work(scene.lead) as work:
        times = {"starts_at": TOMORROW + timedelta(days=1), "ends_at": TOMORROW + timedelta(days=1, hours=1)}
        await change_conference(work, scene.lead, conference_id, 1, times)
    await scene.is_heard()
    assert await of_conferences(scene, conference_id) == {
        "lead": ["accepted"],
        "adviser": ["invited", "changed"],
        "nurse": ["invited", "changed"],
    }
    async with scene.work(scene.adviser) as work:
        declined = await scene.seat(scene.adviser, conference_id)
        await decline(work, scene.adviser, conference_id, declined, AbsenceReason.NOT_FREE)
    async with scene.work(scene.lead) as work:
        await withdraw_invitation(work, scene.lead, conference_id, by_anybody)
    async with scene.work(scene.lead) as work:
        await cancel_conference(work, scene.lead, conference_id, CancellingReason.OTHER)
    await scene.is_heard()
    assert await of_conferences(scene, conference_id) == {
        "lead": ["accepted", "declined"],
        "adviser": ["invited", "changed"],
        "nurse": ["withdrawn"],
    }, "whoever is no longer asked hears that, and of the conference nothing any more"


async def test_who_hears_of_minutes_and_decisions_is_who_may_read_them(scene: Meeting) -> None:
    case_id = await scene.team(scene.adviser)
    conference_id = await scene.convenes(scene.lead)
    await scene.comes(conference_id, scene.adviser)
    matter = await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    written = [
        await act(scene.lead, case_id, matter, category=category)
        for act in (scene.minutes, scene.decides)
        for category in (Category.HOUSING, Category.HEALTH)
    ]
    await scene.is_heard()
    heard = [(row["kind"], row["item_id"]) for row in reversed(await scene.notices(scene.adviser))]
    assert heard[-2:] == [(NoticeKind.MINUTES_WRITTEN, written[0]), (NoticeKind.DECISION_TAKEN, written[2])]
    assert not {written[1], written[3]} & {item_id for _, item_id in heard}


async def test_who_is_let_in_hears_of_it(scene: Meeting) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id, conference_id = await scene.case(), await scene.convenes(scene.lead)
    await scene.comes(conference_id, scene.adviser)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    seat = await scene.lets_in(scene.adviser, conference_id, case_id)
    await scene.is_heard()
    [newest, *_] = await scene.notices(scene.adviser)
    assert (newest["kind"], newest["item_id"], newest["case_id"]) == (NoticeKind.GUEST_ADMITTED, seat, case_id)
