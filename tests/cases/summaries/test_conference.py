"""The summary of a conference says to each reader what they would see item by item."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.conferences.actions.conferences import cancel_conference
from services.cases.summaries.actions import gather_conference
from services.cases.summaries.domain.conference import ConferenceContents, conference_summary
from services.cases.summaries.domain.document import Document, Fact, Language
from shared.clock import system_clock
from shared.contracts.cases.conferences import Attendance, CancellingReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role, Sector
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import NotFound
from tests.cases.conferences.meetings import AFTERWARDS, Meetings
from tests.cases.conferences.test_decisions import by_june
from tests.cases.doors import Doors
from tests.cases.summaries.reading import Printed
from tests.cases.worlds import World


@pytest.fixture
async def meetings(cases_database: Database, world: World) -> Meetings:
    meetings = Meetings(cases_database, world)
    await meetings.known(meetings.lead, meetings.person_id)
    return meetings


@pytest.fixture
async def conference_id(meetings: Meetings) -> UUID:
    """Of the home and of health: the adviser may see the one, the nurse neither."""
    case_id = await meetings.team(meetings.adviser)
    conference_id = await meetings.convenes(meetings.lead)
    for guest in (meetings.adviser, meetings.nurse):
        await meetings.comes(conference_id, guest)
    await meetings.attended(conference_id, meetings.lead, meetings.adviser)
    await meetings.attended(conference_id, meetings.nurse, attendance=Attendance.ABSENT)
    home = await meetings.puts(meetings.lead, case_id, conference_id, category=Category.HOUSING, topic="The flat")
    pills = await meetings.puts(meetings.lead, case_id, conference_id, category=Category.HEALTH, topic="The pills")
    said = await meetings.minutes(meetings.lead, case_id, home, category=Category.HOUSING, text="It is free in June.")
    await meetings.signs(meetings.adviser, case_id, said)
    await meetings.minutes(meetings.lead, case_id, home, category=Category.HEALTH, text="He cannot climb stairs.")
    await meetings.minutes(meetings.lead, case_id, pills, category=Category.HEALTH, text="He forgets them.")
    entrusted = by_june(meetings.adviser)
    await meetings.decides(meetings.lead, case_id, home, category=Category.HOUSING, entrusted=entrusted)
    return conference_id


async def gathered(meetings: Meetings, who: Actor, conference_id: UUID) -> tuple[ConferenceContents, UUID]:
    """With the decision by which it is logged."""
    async with meetings.work(who) as work:
        work.now = AFTERWARDS + timedelta(hours=1)
        return await gather_conference(work, who, conference_id), work.decision_id


async def summary_for(
    meetings: Meetings, who: Actor, conference_id: UUID, language: Language = Language.ENGLISH
) -> Document:
    contents, _ = await gathered(meetings, who, conference_id)
    names: dict[UUID, str] = {
        meetings.lead.agency_id: "Social",
        meetings.adviser.agency_id: "Housing",
        meetings.nurse.agency_id: "Clinic",
    }
    return conference_summary(contents, language, names)


def words(document: Document) -> Iterator[str]:
    for section in document.sections:
        yield from (section.heading, *section.sentences, *(f"{one.name}: {one.words}" for one in section.facts))
        for entry in section.entries:
            yield from (entry.heading, *(f"{one.name}: {one.words}" for one in entry.facts))


async def test_who_convenes_reads_everything(meetings: Meetings, conference_id: UUID) -> None:
    document = await summary_for(meetings, meetings.lead, conference_id)
    assert [entry.heading for entry in document.sections[1].entries] == ["The flat", "The pills"]
    said = "\n".join(words(document))
    for sentence in (
        "Clinic: Comes; was not there",
        "Said (written by Social): It is free in June.\nSigned by Housing.",
        "He cannot climb stairs.",
        "He forgets them.",
        "Decided: It was decided.\n→ Housing, 1 June",
    ):
        assert sentence in said


async def test_who_comes_reads_their_categories_and_nothing_of_the_rest(
    meetings: Meetings, conference_id: UUID
) -> None:
    document = await summary_for(meetings, meetings.adviser, conference_id)
    said = "\n".join(words(document))
    assert "It is free in June." in said
    assert "→ Housing" in said
    for closed in ("pills", "stairs", "forgets", "Health"):
        assert closed not in said
    nurses = await summary_for(meetings, meetings.nurse, conference_id, Language.FRENCH)
    assert nurses.sections[1].entries == ()
    assert nurses.sections[1].sentences == ("Aucun point de l'ordre du jour ne vous est présenté.",)


async def test_what_was_said_of_the_same_case_elsewhere_is_neither_read_nor_logged(
    meetings: Meetings, conference_id: UUID, cases_owner: Database
) -> None:
    [case_id] = {row["case_id"] for row in (await gathered(meetings, meetings.lead, conference_id))[0].matters.rows}
    other = await meetings.convenes(meetings.lead)
    matter = await meetings.puts(meetings.lead, case_id, other, category=Category.SOCIAL)
    await meetings.minutes(meetings.lead, case_id, matter, category=Category.SOCIAL, text="Elsewhere.")
    contents, decision_id = await gathered(meetings, meetings.lead, conference_id)
    assert "Elsewhere." not in {row["text"] for row in contents.said.rows}
    logged = "SELECT DISTINCT unnest(categories) AS category FROM cases.access_log WHERE decision_id = $1"
    rows = await cases_owner.pool.fetch(logged, decision_id)
    assert {row["category"] for row in rows} == {"housing", "health"}


async def test_a_sealed_matter_stands_in_no_summary_of_others(meetings: Meetings) -> None:
    case_id = await meetings.team(meetings.adviser)
    conference_id = await meetings.convenes(meetings.lead)
    await meetings.comes(conference_id, meetings.adviser)
    await meetings.puts(
        meetings.lead, case_id, conference_id, category=Category.HOUSING, sensitivity=Sensitivity.SEALED
    )
    assert (await summary_for(meetings, meetings.adviser, conference_id)).sections[1].entries == ()


async def test_a_cancelled_one_says_so(meetings: Meetings) -> None:
    conference_id = await meetings.convenes(meetings.lead, system_clock() + timedelta(days=3))
    async with meetings.work(meetings.lead) as work:
        await cancel_conference(work, meetings.lead, conference_id, CancellingReason.OTHER)
    facts = (await summary_for(meetings, meetings.lead, conference_id)).facts
    assert Fact("State", "Cancelled") in facts


async def test_whoever_takes_no_part_gets_nothing(meetings: Meetings, conference_id: UUID) -> None:
    teacher = meetings.world.worker(Role.CASEWORKER, sector=Sector.EDUCATION)
    for nobody_there, asked in ((teacher, conference_id), (meetings.lead, new_id())):
        with pytest.raises(NotFound):
            await summary_for(meetings, nobody_there, asked)


async def test_it_is_printed_over_http(doors: Doors) -> None:
    starts_at = system_clock() + timedelta(days=2)
    when = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=1)).isoformat()}
    convened = await doors.lead.made("/v1/conferences", {**when, "place": "Town hall"})
    french = await doors.lead.get(f"/v1/conferences/{convened['id']}/summary?language=fr")
    assert (french.status_code, french.headers["Content-Type"]) == (200, "application/pdf")
    printed = Printed(french.content)
    assert (printed.title, printed.language, printed.is_tagged) == ("Synthèse d'une réunion", "fr", True)
    assert "Town hall" in printed.text
    answers = [await doors.adviser.get(f"/v1/conferences/{one}/summary") for one in (convened["id"], new_id())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() | {"instance": ""} == answers[1].json() | {"instance": ""}
