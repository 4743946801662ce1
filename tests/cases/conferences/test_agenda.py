"""Whoever comes sees of the agenda what they may see anyway, and nothing because they come."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.conferences.actions.agenda import change_matter, read_matter, take_off_agenda
from services.cases.conferences.actions.conferences import cancel_conference
from services.cases.conferences.domain.matters import Asked, NotAskedBecause
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.conferences import CancellingReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.conferences.meetings import TOMORROW, Meetings

LOOKS = Statement("SELECT person_id FROM access_log WHERE subject_id = :subject AND operation = 'read-agenda'")


@pytest.fixture
async def case_id(scene: Meetings) -> UUID:
    """A case with the adviser on its team: social matters and housing flow to them, health does not."""
    return await scene.team(scene.adviser)


@pytest.fixture
async def conference_id(scene: Meetings) -> UUID:
    """A conference to which the adviser and a nurse come, who knows nobody."""
    conference_id = await scene.convenes(scene.lead)
    await scene.comes(conference_id, scene.adviser)
    await scene.comes(conference_id, scene.nurse)
    return conference_id


async def test_coming_shows_nobody_anything(scene: Meetings, case_id: UUID, conference_id: UUID) -> None:
    housing = await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    health = await scene.puts(scene.lead, case_id, conference_id, category=Category.HEALTH)
    sealed = await scene.puts(scene.lead, case_id, conference_id, sensitivity=Sensitivity.SEALED)
    assert await scene.agenda(scene.lead, conference_id) == [housing, health, sealed]
    assert await scene.agenda(scene.adviser, conference_id) == [housing]
    assert await scene.agenda(scene.nurse, conference_id) == []
    with pytest.raises(NotFound):
        await scene.agenda(scene.colleague(scene.nurse), conference_id)


async def test_of_several_people_who_knows_all_sees_it(scene: Meetings, conference_id: UUID) -> None:
    other = await scene.known(scene.lead)
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case(scene.person_id, other)
    await scene.joins(case_id, scene.adviser)
    await scene.said(scene.adviser, Category.SOCIAL, refusal=True, person_id=other)
    both = await scene.puts(scene.lead, case_id, conference_id, scene.person_id, other)
    one = await scene.puts(scene.lead, case_id, conference_id, scene.person_id)
    assert await scene.agenda(scene.lead, conference_id) == [both, one]
    assert await scene.agenda(scene.adviser, conference_id) == [one]


async def test_a_ground_that_ends_takes_the_matter_with_it(scene: Meetings, case_id: UUID, conference_id: UUID) -> None:
    matter = await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    assert await scene.agenda(scene.adviser, conference_id) == [matter]
    await scene.said(scene.adviser, Category.HOUSING, refusal=True)
    assert await scene.agenda(scene.adviser, conference_id) == []


async def test_the_team_sees_when_it_is_talked_about_and_not_beside_what_else(scene: Meetings, case_id: UUID) -> None:
    conference_id = await scene.convenes(scene.lead)
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    [seen] = await scene.matters(scene.adviser, case_id)
    assert (seen["conference_id"], seen["starts_at"], seen["conference_state"]) == (None, TOMORROW, "planned")
    [own] = await scene.matters(scene.lead, case_id)
    assert own["conference_id"] == conference_id
    async with scene.work(scene.lead) as work:
        await cancel_conference(work, scene.lead, conference_id, CancellingReason.PERSON_WISH)
    [seen] = await scene.matters(scene.adviser, case_id)
    assert seen["conference_state"] == "cancelled"


async def test_whoever_may_contribute_and_comes_puts_something_on_the_agenda(
    scene: Meetings, case_id: UUID, conference_id: UUID
) -> None:
    matter = await scene.puts(scene.adviser, case_id, conference_id, category=Category.HOUSING)
    assert await scene.agenda(scene.lead, conference_id) == [matter], "the agreement lets it flow back"
    with pytest.raises(NotAllowed):
        await scene.puts(scene.adviser, case_id, conference_id, category=Category.HEALTH)
    with pytest.raises(NotFound):
        await scene.puts(scene.nurse, case_id, conference_id)
    with pytest.raises(NotFound):
        await scene.puts(scene.adviser, case_id, await scene.convenes(scene.lead))
    with pytest.raises(Invalid):
        await scene.puts(scene.lead, case_id, conference_id, asked=Asked.NOBODY)
    await scene.puts(scene.lead, case_id, conference_id, asked=Asked.NOBODY, because=NotAskedBecause.RISK_TO_THE_PERSON)


async def test_it_is_on_the_timeline_of_whoever_sees_it(scene: Meetings, case_id: UUID, conference_id: UUID) -> None:
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HEALTH)
    housing = await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    async with scene.work(scene.lead) as work:
        await take_off_agenda(work, scene.lead, case_id, housing)
    async with scene.work(scene.adviser) as work:
        lines = await read_timeline(work, scene.person_id, None, 20)
    kinds = [line["kind"] for line in lines if line["item_id"] == housing]
    assert sorted(kinds) == ["put_on_agenda", "taken_off_agenda"]
    assert sum(line["kind"] == "put_on_agenda" for line in lines) == 1


async def test_who_reads_the_agenda_has_looked_at_whom_it_is_about(
    scene: Meetings, case_id: UUID, conference_id: UUID, cases_owner: Database
) -> None:
    await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    await scene.agenda(scene.adviser, conference_id)
    await scene.agenda(scene.nurse, conference_id)
    async with cases_owner.work(scene.lead) as work:
        looked = {
            who: [row["person_id"] for row in await work.rows(LOOKS, subject=who.subject)]
            for who in (scene.adviser, scene.nurse)
        }
    assert looked == {scene.adviser: [scene.person_id], scene.nurse: []}


async def test_what_is_taken_off_or_past_stays_as_it_was(scene: Meetings, case_id: UUID, conference_id: UUID) -> None:
    matter = await scene.puts(scene.lead, case_id, conference_id, category=Category.HOUSING)
    async with scene.work(scene.adviser) as work:
        with pytest.raises(NotAllowed):
            await change_matter(work, scene.adviser, case_id, matter, 1, {"topic": "Another"})
    async with scene.work(scene.lead) as work:
        work.now = TOMORROW + timedelta(hours=1)
        with pytest.raises(Conflict):
            await change_matter(work, scene.lead, case_id, matter, 1, {"topic": "Another"})
        with pytest.raises(Conflict):
            await take_off_agenda(work, scene.lead, case_id, matter)
    async with scene.work(scene.lead) as work:
        with pytest.raises(Invalid):
            await change_matter(work, scene.lead, case_id, matter, 1, {"asked": Asked.NOBODY})
        await change_matter(work, scene.lead, case_id, matter, 1, {"topic": "Another"})
        await take_off_agenda(work, scene.lead, case_id, matter)
        with pytest.raises(Conflict):
            await change_matter(work, scene.lead, case_id, matter, 3, {"topic": "A third"})
        row = await read_matter(work, case_id, matter, "read-agenda-item")
    assert (row["topic"], row["state"], row["version"]) == ("Another", "taken_off", 3)
    with pytest.raises(Conflict):
        async with scene.work(scene.lead) as work:
            await cancel_conference(work, scene.lead, conference_id, CancellingReason.OTHER)
            await take_off_agenda(work, scene.lead, case_id, await scene.puts(scene.lead, case_id, conference_id))
