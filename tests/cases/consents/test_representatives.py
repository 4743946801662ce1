"""Whoever speaks for somebody has the power to: over HTTP."""

from typing import Any

import pytest

from tests.cases.doors import Desk, Doors

GUARDIAN = {"kind": "guardian", "other": {"name": "La tutrice"}, "powers": ["consent"]}
SPOKEN = {"given_by": "representative", "given_how": "oral", "language": "fr", "categories": ["housing"]}


async def refused(by: Desk, person: str, relationship_id: str, **more: Any) -> list[str]:
    """Where a consent that this representative gave is refused, with the code; nothing when it is not."""
    agencies = [] if more.get("is_refusal") else [str(more.pop("to").agency.id)]
    body = {**SPOKEN, "agencies": agencies, "representative_id": relationship_id, **more}
    answer = await by.post(f"{person}/consents", body)
    assert answer.status_code in {200, 201, 422}
    return [f"{one['pointer']} {one['code']}" for one in answer.json().get("errors", [])]


NO_POWER = ["#/representative_id no_power"]


@pytest.mark.parametrize(
    ("relationship", "expected"),
    [
        ({}, []),
        ({"powers": ["sign"]}, NO_POWER),
        ({"powers": []}, NO_POWER),
        ({"valid_until": "2026-01-01"}, NO_POWER),
        ({"valid_from": "2199-01-01"}, NO_POWER),
    ],
)
async def test_a_representative_consents_and_refuses_by_a_power_in_force(
    doors: Doors, relationship: dict[str, Any], expected: list[str]
) -> None:
    person = f"/v1/persons/{await doors.registered()}"
    tie = (await doors.lead.made(f"{person}/relationships", {**GUARDIAN, **relationship}))["id"]
    assert await refused(doors.lead, person, tie, to=doors.adviser) == expected
    assert await refused(doors.lead, person, tie, is_refusal=True) == expected


async def test_one_of_whom_the_caller_does_not_know_is_as_one_that_is_not_there(doors: Doors) -> None:
    await doors.share("identity", "contact", "household")
    person, other = [f"/v1/persons/{await doors.registered()}" for _ in range(2)]
    agreed = {"given_by": "person", "given_how": "oral", "language": "fr", "agencies": [str(doors.adviser.agency.id)]}
    await doors.lead.made(f"{person}/consents", {**agreed, "categories": ["identity"]})
    hidden = (await doors.lead.made(f"{person}/relationships", GUARDIAN))["id"]
    assert await refused(doors.adviser, person, hidden, to=doors.lead) == NO_POWER
    of_another = (await doors.lead.made(f"{other}/relationships", GUARDIAN))["id"]
    assert await refused(doors.lead, person, of_another, to=doors.adviser) == NO_POWER
    await doors.lead.made(f"{person}/consents", {**agreed, "categories": ["household"]})
    assert await refused(doors.adviser, person, hidden, to=doors.lead) == []


async def test_a_power_that_was_taken_back_is_none(doors: Doors) -> None:
    person = f"/v1/persons/{await doors.registered()}"
    tie = (await doors.lead.made(f"{person}/relationships", GUARDIAN))["id"]
    await doors.lead.ask("DELETE", f"{person}/relationships/{tie}", If_Match='"1"')
    assert await refused(doors.lead, person, tie, to=doors.adviser) == NO_POWER
