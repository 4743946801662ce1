"""Who looked is for the privacy officer of the agency that looked, and of the agency that answers for the whole."""

from typing import Any
from uuid import UUID

import pytest

from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.cases.doors import Desk, Doors
from tests.cases.rights.test_http import actor_at
from tests.cases.worlds import World

AGREED = {"given_by": "person", "given_how": "oral", "language": "fr"}
_OWN = Statement("""
    SELECT DISTINCT agency_id FROM access_log WHERE person_id = :person_id AND agency_id = :agency_id
""")
_UNLOCKED = Statement("SELECT DISTINCT agency_id FROM access_log WHERE person_id = :person_id")


@pytest.fixture
async def person(doors: Doors) -> str:
    """Somebody at whose record two agencies looked."""
    await doors.share("identity", "housing", "social")
    person = await doors.registered()
    consent = {**AGREED, "agencies": [str(doors.adviser.agency.id)], "categories": ["identity", "housing", "social"]}
    await doors.lead.made(f"/v1/persons/{person}/consents", consent)
    for desk in (doors.lead, doors.adviser):
        assert (await desk.get(f"/v1/persons/{person}/record")).status_code == 200
    return person


async def officer(doors: Doors, desk: Desk) -> Desk:
    return await doors.hires(desk, Role.PRIVACY_OFFICER, Role.CASEWORKER)


async def agencies(by: Desk, person: str) -> set[str]:
    """Whose looks this officer sees."""
    answer = await by.get(f"/v1/persons/{person}/access-log?limit=100")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return {item["agency_id"] for item in items}


def ids(*desks: Desk) -> set[str]:
    return {str(desk.agency.id) for desk in desks}


async def test_an_agency_with_a_ground_sees_its_own_looks_alone(doors: Doors, person: str) -> None:
    assert await agencies(await officer(doors, doors.adviser), person) == ids(doors.adviser)


async def test_the_agency_that_coordinates_sees_the_looks_of_all(doors: Doors, person: str) -> None:
    assert await agencies(await officer(doors, doors.lead), person) == ids(doors.lead, doors.adviser)


async def test_an_agency_that_leads_a_case_about_somebody_sees_the_looks_of_all(doors: Doors, person: str) -> None:
    of_adviser = await officer(doors, doors.adviser)
    case = await doors.case(persons=[{"person_id": person}])
    member_id = await doors.joins(case["id"], doors.adviser)
    assert await agencies(of_adviser, person) == ids(doors.adviser)
    await doors.gives_the_lead(case["id"], member_id, doors.adviser)
    assert await agencies(of_adviser, person) == ids(doors.lead, doors.adviser)


async def test_row_security_shows_an_officer_the_same_and_a_caseworker_nothing(
    doors: Doors, person: str, served_cases: Database
) -> None:
    world = World(doors.municipality.municipality_id)
    officers = [(doors.adviser, Role.PRIVACY_OFFICER), (doors.lead, Role.PRIVACY_OFFICER)]
    seen = []
    for desk, role in (*officers, (doors.lead, Role.CASEWORKER)):
        async with served_cases.work(world.worker(role, agency=desk.agency.id)) as work:
            seen.append({str(row["agency_id"]) for row in await work.rows(_UNLOCKED, person_id=person)})
    assert seen == [ids(doors.adviser), ids(doors.lead, doors.adviser), set()]


async def test_the_lock_shows_no_look_at_whom_an_officer_must_not_know(
    doors: Doors, person: str, served_cases: Database
) -> None:
    friend, other = await officer(doors, doors.lead), await officer(doors, doors.lead)
    declared = await friend.post(f"/v1/persons/{person}/conflicts-of-interest", {"relation": "friend"})
    assert declared.status_code == 201, declared.text
    for who, many in ((friend, 0), (other, 1)):
        async with served_cases.work(actor_at(who, Role.PRIVACY_OFFICER)) as work:
            assert len(await work.rows(_OWN, person_id=UUID(person), agency_id=doors.lead.agency.id)) == many
