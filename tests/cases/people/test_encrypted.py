"""Numbers, contacts and places are encrypted in the database: a dump shows none, a moved value opens nowhere."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from uuid import UUID

import pytest

from deploy.embedded.databases import ServiceDatabase
from services.cases.people.domain.criteria import Criteria
from services.cases.people.domain.parts import Part
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.encryption.keys import DamagedError
from shared.encryption.marks import MARK
from shared.encryption.masters import MastersInSettings, UnknownMasterError
from shared.encryption.ring import Destroyed
from tests.cases.coordination.scenes import Scene
from tests.cases.doors import Doors
from tests.cases.exports.asking import granted_copy, officer_of
from tests.cases.people.persons import SYSTEM, address, found, identifier, opened, phone, registered
from tests.cases.people.test_correcting import add, correct
from tests.dumps import dumped

OWNER = TaskActor("owns_the_database")
KEPT = Statement("SELECT value FROM contact_point WHERE id = :id")
MOVE = Statement("UPDATE contact_point SET value = :value WHERE id = :id")
DESTROY = Statement("UPDATE data_key SET wrapped = NULL, destroyed_at = now() WHERE municipality_id = :municipality_id")
TELLING = (
    "AB12CRYPT", "ab12crypt", "+00 555 CRYPT", "library-CRYPT", "evenings-CRYPT", "beware-CRYPT", "9 quai du Chiffre",
    "chiffre", "98-CRYPT", "Chiffreville", "+00 666 CRYPT",
)  # fmt: skip


@pytest.fixture
async def person_id(scene: Scene) -> UUID:
    """Somebody about whom there is much to tell, and once was more."""
    place = address("9 quai du Chiffre")
    place = replace(place, place=replace(place.place, postcode="98-CRYPT", locality="Chiffreville"))
    contact = replace(
        phone("+00 666 CRYPT"), code_word="library-CRYPT", safe_times="evenings-CRYPT", note="beware-CRYPT"
    )
    person_id = await registered(scene.database, scene.lead, identifiers=[identifier("AB12CRYPT")], addresses=[place])
    item_id = await add(scene, person_id, contact)
    await correct(scene, person_id, Part.CONTACT_POINT, item_id, replace(contact, value="+00 555 CRYPT"))
    return person_id


@pytest.fixture
async def elsewhere(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    """Another replica, which holds no key yet."""
    database = await Database.open(databases["cases"].runtime_url, schema="cases")
    yield database
    await database.close()


async def test_a_dump_holds_none_of_it_and_whoever_may_reads_all_of_it(
    scene: Scene, person_id: UUID, databases: Mapping[str, ServiceDatabase], elsewhere: Database
) -> None:
    dump = await dumped(databases["cases"], "cases")
    assert str(person_id) in dump
    assert [word for word in TELLING if word in dump] == []
    shown = await opened(elsewhere, scene.lead, person_id)
    (contact,), (place,) = shown["contact_points"], shown["addresses"]
    assert (contact["value"], contact["code_word"], contact["safe_times"], contact["note"]) == (
        "+00 555 CRYPT", "library-CRYPT", "evenings-CRYPT", "beware-CRYPT",
    )  # fmt: skip
    assert (place["lines"], place["postcode"], place["locality"]) == (["9 quai du Chiffre"], "98-CRYPT", "Chiffreville")
    assert await found(elsewhere, scene.lead, Criteria(system=SYSTEM, value="ab 12 crypt")) == [person_id]


async def test_nor_does_one_that_holds_a_copy_for_the_person(
    doors: Doors, served_cases: Database, served: Mapping[str, ServiceDatabase]
) -> None:
    person = await doors.registered()
    contact = {"kind": "phone", "value": "+00 777 CRYPT", "safe_times": "mornings-CRYPT"}
    await doors.lead.made(f"/v1/persons/{person}/contact-points", contact)
    await granted_copy(doors, served_cases, person, await officer_of(doors))
    dump = await dumped(served["cases"], "cases")
    assert [line for line in dump.splitlines() if person in line and MARK in line and "contact_point.value" in line]
    assert [word for word in ("+00 777 CRYPT", "mornings-CRYPT") if word in dump] == []


async def test_what_the_owner_of_the_database_moves_to_another_row_opens_nowhere(
    scene: Scene, person_id: UUID, cases_owner: Database
) -> None:
    one, other = await add(scene, person_id, phone("+00 1")), await add(scene, person_id, phone("+00 2"))
    async with cases_owner.work(OWNER) as work:
        own, others = [await work.value(KEPT, id=item_id) for item_id in (one, other)]
        await work.run(MOVE, id=one, value=others)
    with pytest.raises(DamagedError):
        await opened(scene.database, scene.lead, person_id)
    async with cases_owner.work(OWNER) as work:
        await work.run(MOVE, id=one, value=own)
    assert await opened(scene.database, scene.lead, person_id)


async def test_without_the_master_key_nothing_opens(
    scene: Scene, person_id: UUID, databases: Mapping[str, ServiceDatabase]
) -> None:
    masters = MastersInSettings("x" * 40)
    stranger = await Database.open(databases["cases"].runtime_url, schema="cases", masters=masters)
    try:
        with pytest.raises(UnknownMasterError):
            await opened(stranger, scene.lead, person_id)
    finally:
        await stranger.close()


async def test_when_its_key_is_destroyed_it_is_gone_and_nothing_is_added(
    scene: Scene, person_id: UUID, cases_owner: Database, elsewhere: Database
) -> None:
    async with cases_owner.work(OWNER) as work:
        assert await work.run(DESTROY, municipality_id=scene.world.municipality_id)
    with pytest.raises(Destroyed):
        await opened(elsewhere, scene.lead, person_id)
    with pytest.raises(Destroyed):
        await registered(elsewhere, scene.lead, identifiers=[identifier("AB13CRYPT")])
