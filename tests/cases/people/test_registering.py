"""A record begins with whoever meets the person, and is theirs until there is another ground."""

from uuid import UUID

import pytest

from services.cases.people.actions.register_person import NewPerson, register_person
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Invalid, NotAllowed, NotFound
from tests.cases.people.persons import (
    address,
    communication,
    identifier,
    identity,
    opened,
    phone,
    registered,
)
from tests.cases.people.readers import Log
from tests.cases.worlds import World


async def test_whoever_registers_a_person_sees_all_that_they_wrote(cases_database: Database, world: World) -> None:
    worker = world.worker()
    person_id = await registered(
        cases_database,
        worker,
        identity(preferred_name="Al", previous=(("Ancien", "Alix"),)),
        identifiers=[identifier(f"a {new_id()}", Sensitivity.SENSITIVE)],
        contact_points=[phone()],
        addresses=[address(), address("2, rue Cachée", protected=True)],
    )
    for colleague in (worker, world.worker(agency=worker.agency_id)):
        shown = await opened(cases_database, colleague, person_id)
        assert shown["identity"] == {
            "family_name": "Exemple",
            "given_name": "Alix",
            "preferred_name": "Al",
            "previous_names": [{"family_name": "Ancien", "given_name": "Alix"}],
            "birth_date": "1998-04-12",
            "birth_date_estimated": False,
        }
        assert shown["communication"] == {
            "languages": ["fr"],
            "interpreter": None,
            "accessibility": [],
            "do_not_contact": False,
        }
        assert [one["sensitivity"] for one in shown["identifiers"]] == ["sensitive"]
        assert [one["value"] for one in shown["contact_points"]] == ["+00 000"]
        assert sorted(one["lines"] for one in shown["addresses"]) == [["1, rue Imaginaire"], ["2, rue Cachée"]]
        assert UUID(shown["municipality_id"]) == world.municipality_id


async def test_nobody_else_sees_them(cases_database: Database, world: World) -> None:
    person_id = await registered(cases_database, world.worker())
    for stranger in (person_id, new_id()):
        with pytest.raises(NotFound) as refusal:
            await opened(cases_database, world.worker(), stranger)
        assert (refusal.value.detail, dict(refusal.value.extensions)) == ("", {})


async def test_it_is_told_without_names_and_numbers(cases_database: Database, world: World, log: Log) -> None:
    worker = world.worker()
    number = str(new_id())
    person_id = await registered(cases_database, worker, identifiers=[identifier(number)], contact_points=[phone()])
    told = await log.told(person_id)
    assert [kind for kind, _ in told] == [
        "parcours.person.registered.v1",
        "parcours.person.identifier_recorded.v1",
    ]
    assert told[0][1] == {
        "person_id": str(person_id),
        "municipality_id": str(world.municipality_id),
        "agency_id": str(worker.agency_id),
    }
    assert not any(word in str(told) for word in (number, "Exemple", "Alix", "+00"))


async def test_a_record_begins_only_where_the_agency_works(cases_database: Database, world: World) -> None:
    worker = world.worker()
    elsewhere = NewPerson(municipality_id=new_id(), identity=identity(), communication=communication())
    with pytest.raises(NotAllowed) as refusal:
        async with cases_database.work(worker) as work:
            await register_person(work, worker, elsewhere)
    assert refusal.value.extensions["reasons"] == ["The agency operates in the municipality of the new record"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST, Role.PRIVACY_OFFICER])
async def test_those_who_do_not_meet_people_register_nobody(cases_database: Database, world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        await registered(cases_database, world.worker(role))


@pytest.mark.parametrize("role", [Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM])
async def test_those_who_meet_people_register_them(cases_database: Database, world: World, role: Role) -> None:
    worker = world.worker(role)
    person_id = await registered(cases_database, worker)
    assert UUID((await opened(cases_database, worker, person_id))["id"]) == person_id


async def test_nobody_is_registered_before_they_are_born(cases_database: Database, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        await registered(cases_database, world.worker(), identity(birth_date="2999"))
    assert [(one.pointer, one.code) for one in refusal.value.errors] == [("#/identity/birth_date", "in_the_future")]


async def test_a_name_that_is_also_a_previous_one_in_another_order_is_known_once(
    cases_database: Database, world: World
) -> None:
    worker = world.worker()
    person_id = await registered(cases_database, worker, identity("Exemple", "Alix", previous=(("Alix", "Exemple"),)))
    assert UUID((await opened(cases_database, worker, person_id))["id"]) == person_id
