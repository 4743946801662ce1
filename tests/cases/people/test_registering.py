import pytest

from shared.database.engine import Database
from tests.cases.people.persons import address, identifier, opened, phone, registered
from tests.cases.worlds import World

pytestmark = pytest.mark.anyio


async def test_whoever_registers_a_person_sees_all_that_they_wrote(cases_database: Database, world: World) -> None:
    worker = world.worker()
    person_id = await registered(
        cases_database,
        worker,
        identifiers=[identifier("a 1")],
        contact_points=[phone()],
        addresses=[address(), address("2, rue Cachée", protected=True)],
    )
    shown = await opened(cases_database, worker, person_id)
    assert shown["identity"]["family_name"] == "Exemple"
    assert shown["communication"]["languages"] == ["fr"]
    assert [one["value"] for one in shown["identifiers"]] == ["a 1"]
    assert [one["value"] for one in shown["contact_points"]] == ["+00 000"]
    assert sorted(one["lines"] for one in shown["addresses"]) == [["1, rue Imaginaire"], ["2, rue Cachée"]]
