"""What was shared with whom, on which ground, writes itself: from who was there, and what access decides for them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cases.conferences.actions.agenda import change_matter, take_off_agenda
from services.cases.conferences.actions.register import read_register, shared_about
from services.cases.conferences.subscriptions import CONFERENCE_REGISTER
from services.cases.consents.actions.recording import NewConsent, record_consent
from services.cases.coordination.actions.team import end_membership, list_team
from shared.contracts.cases.conferences import Attendance
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import NotFound
from tests.cases.conferences.meetings import AFTERWARDS, TOMORROW, Meetings
from tests.cases.worlds import World

LOOKS = Statement("SELECT person_id FROM access_log WHERE subject_id = :subject AND operation = :operation")
COUNT = Statement("SELECT count(*) FROM conference_share")
FORGED = Statement("UPDATE conference_share SET to_worker_id = :to")
DELETED = Statement("DELETE FROM conference_share")


class Register(Meetings):
    """A scene in which it is heard what was told."""

    async def heard(self, conference_id: UUID, *, matter: UUID | None = None, at: datetime = AFTERWARDS) -> None:
        """Conferences hear that it was said who was there, or that a matter came on the agenda."""
        about = {"conference_id": str(conference_id)} if matter is None else {"agenda_item_id": str(matter)}
        told = Told(id=new_id(), type=CONFERENCE_REGISTER.types[0], about=conference_id, at=at, data=about)
        async with self.database.work(TaskActor(CONFERENCE_REGISTER.name)) as work:
            work.now = at
            await CONFERENCE_REGISTER.handle(work, told)

    async def register(self, who: Actor, conference_id: UUID) -> list[dict[str, Any]]:
        """What somebody reads of what was shared.

        Raises:
            NotFound: they take no part.
        """
        async with self.work(who) as work:
            return [dict(row) for row in await read_register(work, conference_id, None, 100)]

    async def shared_about(self, who: Actor) -> list[dict[str, Any]]:
        """What somebody reads of what was shared about the person, wherever.

        Raises:
            NotFound: they have no ground.
        """
        async with self.work(who) as work:
            return [dict(row) for row in await shared_about(work, self.person_id, None, 100)]


def agreed_before(to: Actor) -> NewConsent:
    """Recorded later, of what was agreed to before people met."""
    return NewConsent(
        is_refusal=False,
        coordination=False,
        agencies=(to.agency_id,),
        sectors=(),
        categories=(Category.HOUSING,),
        purposes=(Purpose.CARE_COORDINATION,),
        valid_from=TOMORROW - timedelta(hours=1),
        valid_until=None,
        circumstances={
            "given_by": "person",
            "representative_id": None,
            "given_how": "oral",
            "language": "fr",
            "evidence": None,
        },
    )


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Register:
    scene = Register(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene


@pytest.fixture
async def case_id(scene: Register) -> UUID:
    """With the adviser on its team: social matters and housing flow between them, health does not."""
    return await scene.team(scene.adviser)


@pytest.fixture
async def conference_id(scene: Register) -> UUID:
    conference_id = await scene.convenes(scene.lead)
    for guest in (scene.adviser, scene.nurse):
        await scene.comes(conference_id, guest)
    return conference_id


async def test_it_says_what_those_who_were_there_were_told_on_which_ground(
    scene: Register, case_id: UUID, conference_id: UUID
) -> None:
    home = await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.JUSTICE)
    off = await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    async with scene.work(scene.lead) as work:
        await take_off_agenda(work, scene.lead, case_id, off)
    await scene.attended(conference_id, scene.lead, scene.adviser, scene.nurse)
    for _ in range(2):
        await scene.heard(conference_id)
    [told] = await scene.register(scene.lead, conference_id)
    assert (told["agenda_item_id"], told["person_id"]) == (home, scene.person_id)
    assert (told["to_worker_id"], told["grounds"]) == (scene.adviser.subject, [f"team:{case_id}"])
    assert told["told_at"] == TOMORROW
    named = {"subject": scene.lead.subject, "operation": "read-conference-register"}
    async with scene.work(scene.colleague(scene.lead, Role.PRIVACY_OFFICER)) as work:
        assert [row["person_id"] for row in await work.rows(LOOKS, **named)] == [scene.person_id]


async def test_what_ended_since_was_shared_then_and_what_began_since_was_not(
    scene: Register, case_id: UUID, conference_id: UUID
) -> None:
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.attended(conference_id, scene.adviser, scene.nurse)
    async with scene.work(scene.lead) as work:
        work.now = AFTERWARDS
        [_, member] = await list_team(work, case_id, None, 10)
        await end_membership(work, scene.lead, case_id, member["id"])
    await scene.agreement(scene.lead, scene.nurse)
    async with scene.work(scene.lead) as work:
        work.now = AFTERWARDS
        await record_consent(work, scene.lead, scene.person_id, agreed_before(scene.nurse))
    await scene.heard(conference_id)
    assert [one["to_worker_id"] for one in await scene.register(scene.lead, conference_id)] == [scene.adviser.subject]


async def test_whoever_was_not_there_was_told_nothing(scene: Register, case_id: UUID, conference_id: UUID) -> None:
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.heard(conference_id)
    assert await scene.register(scene.lead, conference_id) == []
    for attendance, many in ((Attendance.ATTENDED, 1), (Attendance.ABSENT, 0)):
        await scene.attended(conference_id, scene.adviser, attendance=attendance)
        await scene.heard(conference_id)
        assert len(await scene.register(scene.lead, conference_id)) == many


async def test_what_comes_up_meanwhile_is_added_and_what_is_opened_does_not_open_what_was_told(
    scene: Register, case_id: UUID, conference_id: UUID
) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset(Category))
    await scene.said(scene.nurse, Category.HEALTH)
    first = await scene.puts(scene.lead, case_id, conference_id, category=Category.HEALTH)
    await scene.attended(conference_id, scene.adviser, scene.nurse)
    await scene.heard(conference_id, at=TOMORROW)
    assert [one["to_worker_id"] for one in await scene.register(scene.lead, conference_id)] == [scene.nurse.subject]
    async with scene.work(scene.lead) as work:
        await change_matter(work, scene.lead, case_id, first, 1, {"category": Category.HOUSING})
    await scene.heard(conference_id, matter=first)
    told = await scene.register(scene.lead, conference_id)
    assert [(one["to_worker_id"], one["category_then"]) for one in told] == [
        (scene.nurse.subject, "health"),
        (scene.adviser.subject, "housing"),
    ]
    assert [one["category_then"] for one in await scene.register(scene.adviser, conference_id)] == ["housing"]
    await scene.said(scene.nurse, Category.HEALTH, refusal=True)
    await scene.said(scene.nurse, Category.HOUSING)
    assert await scene.agenda(scene.nurse, conference_id) == [first]
    assert await scene.register(scene.nurse, conference_id) == []


async def test_of_others_it_is_told_to_those_who_oversee_all_grounds(
    scene: Register, case_id: UUID, conference_id: UUID
) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset(Category))
    await scene.said(scene.nurse, Category.HOUSING)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.attended(conference_id, scene.adviser, scene.nurse)
    await scene.heard(conference_id)
    assert len(await scene.register(scene.lead, conference_id)) == 2
    for who in (scene.adviser, scene.nurse):
        assert [one["to_worker_id"] for one in await scene.register(who, conference_id)] == [who.subject]
    with pytest.raises(NotFound):
        await scene.register(scene.colleague(scene.adviser), conference_id)


async def test_about_a_person_it_is_told_across_conferences_and_where_to_those_who_were_part_of_it(
    scene: Register, case_id: UUID, conference_id: UUID
) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset(Category))
    await scene.said(scene.nurse, Category.HOUSING)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.attended(conference_id, scene.adviser, scene.nurse)
    await scene.heard(conference_id)
    for who, told in (
        (scene.lead, {scene.adviser.subject: conference_id, scene.nurse.subject: conference_id}),
        (scene.colleague(scene.lead), {scene.adviser.subject: None, scene.nurse.subject: None}),
        (scene.adviser, {scene.adviser.subject: conference_id}),
        (scene.colleague(scene.nurse), {scene.nurse.subject: None}),
    ):
        rows = await scene.shared_about(who)
        assert {one["to_worker_id"]: one["conference_id"] for one in rows} == told
        assert all((one["participant_id"] is None) == (one["conference_id"] is None) for one in rows)
    for who in (scene.colleague(scene.adviser), World().worker()):
        with pytest.raises(NotFound):
            await scene.shared_about(who)
    await scene.said(scene.nurse, Category.HOUSING, refusal=True)
    assert await scene.shared_about(scene.nurse) == []


async def test_nobody_writes_in_it_by_hand(scene: Register, case_id: UUID, conference_id: UUID) -> None:
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.attended(conference_id, scene.adviser)
    await scene.heard(conference_id)
    async with scene.work(scene.nurse) as work:
        assert await work.value(COUNT) == 0
    async with scene.work(scene.lead) as work:
        assert await work.value(COUNT) == 1
        assert (await work.run(FORGED, to=scene.nurse.subject), await work.run(DELETED)) == (0, 0)
