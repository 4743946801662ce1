"""What one agency recorded for somebody's safety, another one does not undo: over HTTP and in the database."""

from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from services.cases.people.domain.parts import Part
from services.cases.people.store import corrections
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from tests.cases.doors import Desk, Doors
from tests.cases.worlds import World

AGREED = {"given_by": "person", "given_how": "oral", "language": "fr"}
UNSAFE = {"kind": "phone", "value": "+00 000", "safe": False, "code_word": "garden"}
OWN = {"kind": "phone", "value": "+00 111", "safe": True}


@pytest.fixture
async def person(doors: Doors) -> str:
    """The address of somebody of whom the adviser's agency knows how to reach them, and may add to it."""
    await doors.share("identity", "contact")
    person = f"/v1/persons/{await doors.registered()}"
    consent = {**AGREED, "agencies": [str(doors.adviser.agency.id)], "categories": ["identity", "contact"]}
    await doors.lead.made(f"{person}/consents", consent)
    return person


async def patched(by: Desk, path: str, patch: dict[str, Any], tag: str = '"1"') -> httpx.Response:
    return await by.ask("PATCH", path, patch, If_Match=tag, Content_Type="application/merge-patch+json")


async def test_another_agency_neither_calls_a_phone_safe_nor_takes_it_away_and_adds_its_own(
    doors: Doors, person: str
) -> None:
    point = (await doors.lead.made(f"{person}/contact-points", UNSAFE))["id"]
    path = f"{person}/contact-points/{point}"
    changed = await patched(doors.adviser, path, {"safe": True, "code_word": None})
    ended = await doors.adviser.ask("DELETE", path, If_Match='"1"')
    assert [answer.status_code for answer in (changed, ended)] == [403, 403]
    assert changed.json()["reasons"] == ["The worker's agency contributed the item"]
    own = await doors.adviser.made(f"{person}/contact-points", OWN)
    assert (await patched(doors.adviser, f"{person}/contact-points/{own['id']}", {"safe": None})).status_code == 200
    shown = (await doors.adviser.get(person)).json()["contact_points"]
    assert [(one["safe"], one["code_word"]) for one in shown] == [(False, "garden"), (None, None)]


async def test_whoever_coordinates_keeps_what_others_recorded_in_order(doors: Doors, person: str) -> None:
    theirs = (await doors.adviser.made(f"{person}/contact-points", OWN))["id"]
    consent = {**AGREED, "agencies": [str(doors.lead.agency.id)], "categories": ["contact"]}
    await doors.adviser.made(f"{person}/consents", consent)
    path = f"{person}/contact-points/{theirs}"
    assert (await patched(doors.lead, path, {"safe": False})).status_code == 200
    assert (await doors.lead.ask("DELETE", path, If_Match='"2"')).status_code == 204


async def test_that_nobody_may_contact_somebody_is_taken_back_by_whoever_may_answer_for_it(
    doors: Doors, person: str
) -> None:
    tag = (await doors.lead.get(person)).headers["etag"]
    said = await patched(doors.lead, person, {"communication": {"do_not_contact": True}}, tag)
    assert said.status_code == 200, said.text
    tag = (await doors.adviser.get(person)).headers["etag"]
    undone = await patched(doors.adviser, person, {"communication": {"do_not_contact": False}}, tag)
    assert undone.status_code == 403
    heard = await patched(doors.adviser, person, {"communication": {"interpreter": "ar"}}, tag)
    assert (heard.status_code, heard.json()["communication"]["do_not_contact"]) == (200, True)


async def test_row_security_ends_no_foreign_contact_point(doors: Doors, person: str, served_cases: Database) -> None:
    point = UUID((await doors.lead.made(f"{person}/contact-points", UNSAFE))["id"])
    world = World(doors.municipality.municipality_id)
    adviser = world.worker(Role.CASEWORKER, agency=doors.adviser.agency.id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with served_cases.work(adviser) as work:
            await corrections.end(work, Part.CONTACT_POINT, point)
