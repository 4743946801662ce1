"""A scene with a sealed note."""

import pytest

from tests.cases.doors import Doors
from tests.cases.seals.sealed import SECRET, Scene


@pytest.fixture
async def scene(doors: Doors) -> Scene:
    person = await doors.registered()
    case_id = (await doors.case(persons=[{"person_id": person}]))["id"]
    body = {"category": "social", "text": SECRET, "sensitivity": "sealed"}
    return Scene(doors, person, case_id, await doors.lead.made(f"/v1/cases/{case_id}/notes", body))
