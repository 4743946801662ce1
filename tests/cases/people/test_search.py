import pytest

from services.cases.people.domain.criteria import Criteria
from shared.database.engine import Database
from tests.cases.people.persons import SYSTEM, found, identifier, identity, registered
from tests.cases.worlds import World

pytestmark = pytest.mark.anyio


async def test_a_name_is_found_without_accents_case_and_punctuation_by_its_beginning_or_swapped(
    cases_database: Database, world: World
) -> None:
    worker = world.worker()
    person_id = await registered(
        cases_database, worker, identity("D'Àrcy-Łoś", "Zoé", "1998-04-12", previous=(("Ancien", "Zoé"),))
    )
    for criteria in (
        Criteria(family_name="darcylos"),
        Criteria(family_name="D’ARCY"),
        Criteria(family_name="Darcy", given_name="zo"),
        Criteria(family_name="zoe", given_name="D'Arcy"),
        Criteria(family_name="ancien", given_name="Zoë"),
        Criteria(family_name="da", birth_date="1998"),
        Criteria(family_name="da", birth_date="1998-04-12"),
        Criteria(birth_date="1998-04-12"),
    ):
        assert await found(cases_database, worker, criteria) == [person_id], criteria
    for criteria in (
        Criteria(family_name="arcy"),
        Criteria(family_name="darcy", given_name="x"),
        Criteria(family_name="da", birth_date="1999"),
        Criteria(birth_date="1998-04-13"),
    ):
        assert await found(cases_database, worker, criteria) == [], criteria


async def test_an_identifier_is_found_however_it_is_written(cases_database: Database, world: World) -> None:
    worker = world.worker()
    number = str(world.municipality_id)
    person_id = await registered(cases_database, worker, identifiers=[identifier(number)])
    written = number.replace("-", " ").upper()
    assert await found(cases_database, worker, Criteria(system=SYSTEM, value=written)) == [person_id]
    assert await found(cases_database, worker, Criteria(system=SYSTEM, value=written, family_name="Exe")) == [person_id]
    assert await found(cases_database, worker, Criteria(system=SYSTEM, value=written, family_name="Autre")) == []
    assert await found(cases_database, world.worker(), Criteria(system=SYSTEM, value=written)) == []
