"""The second lock: a statement that forgets the predicate shows and changes nothing of people without a ground."""

from uuid import UUID

import asyncpg
import pytest

from services.cases.people.actions.write_items import add_item, correct_item
from services.cases.people.domain.parts import Part
from services.cases.people.store import contributions
from services.cases.people.store.tables import address_place
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor, TaskActor
from shared.database.statements import Statement
from shared.encryption.columns import selected
from shared.identifiers import new_id
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import address, identifier, identity, phone, registered, tie

TABLES = (
    "person",
    "person_name",
    "person_communication",
    "person_identifier",
    "contact_point",
    "address",
    "address_place",
    "relationship",
    "person_version",
    "known_person",
)
COUNT = {table: Statement(f"SELECT count(*) FROM {table} WHERE person_id = :person_id") for table in TABLES}
CHANGE = {
    table: Statement(f"UPDATE {table} SET municipality_id = municipality_id WHERE person_id = :person_id")
    for table in TABLES
    if table != "person_version"
}
FORGET = Statement("DELETE FROM known_person WHERE person_id = :person_id")
LINES = selected(address_place, "p", "lines")
PLACES = Statement(f"SELECT {LINES} AS lines FROM address_place p WHERE p.person_id = :person_id")
VERSIONS = Statement("SELECT part FROM person_version WHERE person_id = :person_id")
MOVE = Statement("UPDATE person_version SET version = 9 WHERE person_id = :person_id")
NONE = dict.fromkeys(TABLES, 0)


async def counted(scene: Scene, who: Actor | TaskActor, person_id: UUID) -> dict[str, int]:
    async with scene.database.work(who) as work:
        return {table: await work.value(statement, person_id=person_id) for table, statement in COUNT.items()}


@pytest.fixture
async def person_id(scene: Scene) -> UUID:
    """Somebody of the lead's agency with a row in each table."""
    person_id = await registered(
        scene.database,
        scene.lead,
        identifiers=[identifier(str(new_id()))],
        addresses=[address(), address("2, rue Cachée", protected=True)],
    )
    async with scene.work(scene.lead) as work:
        await add_item(work, scene.lead, person_id, tie(name="Somebody"))
        item_id = await add_item(work, scene.lead, person_id, phone())
        moved = await add_item(work, scene.lead, person_id, address("3, rue Cachée", protected=True))
        await correct_item(work, scene.lead, person_id, Part.CONTACT_POINT, item_id, 1, lambda _said: phone("+00 2"))
        await correct_item(work, scene.lead, person_id, Part.ADDRESS, moved, 1, lambda _said: address("4, rue Ouverte"))
    return person_id


async def test_an_agency_sees_rows_of_its_own_people_in_each_table(scene: Scene, person_id: UUID) -> None:
    assert all((await counted(scene, scene.lead, person_id)).values())


async def test_an_agency_with_people_of_its_own_sees_and_changes_no_row_of_others(
    scene: Scene, person_id: UUID
) -> None:
    await registered(scene.database, scene.nurse)
    assert await counted(scene, scene.nurse, person_id) == NONE
    async with scene.work(scene.nurse) as work:
        changed = [await work.run(statement, person_id=person_id) for statement in CHANGE.values()]
        assert [*changed, await work.run(FORGET, person_id=person_id)] == [0] * len(TABLES)


async def test_nobody_at_all_sees_nothing(scene: Scene, person_id: UUID) -> None:
    assert await counted(scene, TaskActor("anything"), person_id) == NONE


async def test_the_look_for_second_records_sees_digests_only(scene: Scene, person_id: UUID) -> None:
    seen = await counted(scene, TaskActor("second_records"), person_id)
    assert seen.pop("known_person") > 0
    assert not any(seen.values())


async def test_an_agreement_opens_digests_only(scene: Scene, person_id: UUID) -> None:
    await scene.agreement(scene.lead, scene.nurse)
    seen = await counted(scene, scene.nurse, person_id)
    assert seen.pop("known_person") > 0
    assert not any(seen.values())


async def test_a_protected_place_and_its_past_are_for_the_recording_agency(scene: Scene, person_id: UUID) -> None:
    await scene.agreement(scene.lead, scene.nurse, categories=frozenset(Category))
    await scene.said(scene.nurse, *Category, person_id=person_id)
    seen = []
    for actor in (scene.lead, scene.nurse):
        async with scene.work(actor) as work:
            places = [row["lines"][0] for row in await work.opened_rows(PLACES, person_id=person_id)]
            parts = [row["part"] for row in await work.rows(VERSIONS, person_id=person_id)]
        seen.append((sorted(places), sorted(parts)))
    assert seen == [
        (["1, rue Imaginaire", "2, rue Cachée", "4, rue Ouverte"], ["address", "contact_point"]),
        (["1, rue Imaginaire", "4, rue Ouverte"], ["contact_point"]),
    ]


async def test_earlier_versions_cannot_be_changed(scene: Scene, person_id: UUID) -> None:
    async with scene.work(scene.lead) as work:
        assert await work.run(MOVE, person_id=person_id) == 0


async def test_nobody_registers_in_a_municipality_where_their_agency_does_not_work(scene: Scene) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scene.work(scene.lead) as work:
            await contributions.keep_identity(work, new_id(), new_id(), identity())


async def test_nobody_adds_to_people_without_a_ground(scene: Scene, person_id: UUID) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with scene.work(scene.nurse) as work:
            await contributions.keep_all(work, person_id, scene.world.municipality_id, [(new_id(), phone())])
