"""What keeps somebody from harm goes with a referral, not to whoever might write one."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role, Sector
from tests.cases.doors import Desk, Doors

POINT = {"kind": "phone", "value": "+00 000", "safe": True, "code_word": "garden"}
AGREED = {"given_by": "person", "given_how": "oral", "language": "fr"}


async def flags(by: Desk, person: str, receiver: Desk, *categories: str) -> Any:
    """Of what could travel, by this answer."""
    body = {"receiver_agency_id": str(receiver.agency.id), "categories": categories}
    answer = await by.post(f"/v1/persons/{person}/disclosures", body)
    assert answer.status_code == 200, answer.text
    return answer.json()["flags"]


async def test_a_question_that_is_misspelt_is_refused(doors: Doors) -> None:
    body = {"receiver_agency_id": str(doors.adviser.agency.id), "catgories": ["housing"]}
    answer = await doors.lead.post(f"/v1/persons/{doors.person_id}/disclosures", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/catgories")


@pytest.fixture
async def clinic(doors: Doors) -> Desk:
    return await doors.agency("Clinic", Sector.HEALTH, Role.CASEWORKER, Role.ADMINISTRATOR)


@pytest.fixture
async def person(doors: Doors, clinic: Desk) -> str:
    """Somebody with a code word, who agreed that the adviser may know of their housing, and refer."""
    await doors.share("housing", "contact", between=(doors.lead, doors.adviser, clinic))
    person = await doors.registered()
    await doors.lead.made(f"/v1/persons/{person}/contact-points", POINT)
    consent = {**AGREED, "agencies": [str(doors.adviser.agency.id)], "categories": ["housing"]}
    await doors.lead.made(f"/v1/persons/{person}/consents", consent)
    return person


async def test_where_nothing_travels_whoever_may_refer_learns_no_code_word(
    doors: Doors, person: str, clinic: Desk
) -> None:
    assert await flags(doors.adviser, person, clinic) is None
    assert await flags(doors.adviser, person, clinic, "housing", "contact") is None


async def test_whoever_reads_how_to_reach_somebody_sees_them_beforehand(
    doors: Doors, person: str, clinic: Desk
) -> None:
    assert (await flags(doors.lead, person, clinic))["safe_contact"]["code_word"] == "garden"


async def test_they_travel_with_the_first_category_that_travels(doors: Doors, person: str, clinic: Desk) -> None:
    consent = {**AGREED, "agencies": [str(clinic.agency.id)], "categories": ["housing"]}
    await doors.adviser.made(f"/v1/persons/{person}/consents", consent)
    assert (await flags(doors.adviser, person, clinic, "housing"))["safe_contact"]["code_word"] == "garden"
    assert await flags(doors.adviser, person, clinic, "contact") is None
