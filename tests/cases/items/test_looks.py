"""What is shown is logged by the statement that shows it, for each person on the grounds on that person."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from services.cases.notes.actions.needs import list_needs, read_need
from services.cases.notes.actions.notes import correct_note, list_note_versions, list_notes, read_note
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from tests.cases.coordination.scenes import Scene
from tests.cases.worlds import World

Reading = Callable[[UnitOfWork], Awaitable[object]]


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    """The lead and the adviser work under an agreement."""
    scene = Scene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    await scene.agreement(scene.lead, scene.adviser)
    return scene


@asynccontextmanager
async def counted(scene: Scene, who: Actor, sent: list[str]) -> AsyncIterator[UnitOfWork]:
    """A unit of work whose statements are written down, but those of its beginning and end."""
    async with scene.work(who) as work:
        with work._connection.query_logger(lambda record: sent.append(record.query)):
            yield work


async def looks(owner: Database, who: Actor) -> list[dict[str, Any]]:
    rows = await owner.pool.fetch(
        "SELECT operation, person_id, municipality_id, categories, grounds FROM access_log "
        "WHERE subject_id = $1 AND act = 'opened' ORDER BY id",
        who.subject,
    )
    return [dict(row) for row in rows]


async def test_reading_and_its_line_in_the_log_are_one_statement(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    note_id, need_id = (
        await scene.writes(scene.lead, case_id, "A note"),
        await scene.needs(scene.lead, case_id, "homelessness"),
    )
    reading: dict[str, Reading] = {
        "read-note": lambda work: read_note(work, case_id, note_id),
        "list-notes": lambda work: list_notes(work, case_id, None, 10),
        "read-need": lambda work: read_need(work, case_id, need_id),
        "list-needs": lambda work: list_needs(work, case_id, None, 10),
    }
    for read in reading.values():
        sent: list[str] = []
        async with counted(scene, scene.lead, sent) as work:
            await read(work)
        assert len(sent) == 1, sent
    assert [look["operation"] for look in await looks(cases_owner, scene.lead)] == list(reading)


async def test_a_page_is_logged_and_not_what_only_says_that_there_is_another(
    scene: Scene, cases_owner: Database
) -> None:
    case_id = await scene.case()
    await scene.writes(scene.lead, case_id, "One", category=Category.HOUSING)
    await scene.writes(scene.lead, case_id, "More", category=Category.HEALTH)
    async with scene.work(scene.lead) as work:
        assert len(await list_notes(work, case_id, None, 1)) == 2
    [look] = await looks(cases_owner, scene.lead)
    assert look["categories"] == ["housing"]


async def test_each_person_is_looked_at_on_the_grounds_for_that_person(scene: Scene, cases_owner: Database) -> None:
    partner = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, partner)
    await scene.writes(scene.lead, case_id, "About both", scene.person_id, partner, category=Category.HOUSING)
    consents = {
        one: await scene.said(scene.adviser, Category.HOUSING, person_id=one) for one in (scene.person_id, partner)
    }
    async with scene.work(scene.adviser) as work:
        assert len(await list_notes(work, case_id, None, 10)) == 1
    shown = {look["person_id"]: look for look in await looks(cases_owner, scene.adviser)}
    assert {one: look["grounds"] for one, look in shown.items()} == {
        one: [f"consent:{consent}"] for one, consent in consents.items()
    }
    assert {look["municipality_id"] for look in shown.values()} == {scene.world.municipality_id}


async def test_an_earlier_version_is_looked_at_in_its_own_category(scene: Scene, cases_owner: Database) -> None:
    case_id = await scene.case()
    note_id: UUID = await scene.writes(scene.lead, case_id, "About both", category=Category.HEALTH)
    async with scene.work(scene.lead) as work:
        await correct_note(work, scene.lead, case_id, note_id, 1, {"category": Category.HOUSING})
    async with scene.work(scene.lead) as work:
        assert len(await list_note_versions(work, case_id, note_id, None, 10)) == 1
    assert sorted((look["operation"], look["categories"]) for look in await looks(cases_owner, scene.lead)) == [
        ("list-note-versions", ["health"]),
        ("list-note-versions", ["housing"]),
    ]
