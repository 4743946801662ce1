"""A case with the housing adviser on its team: social matters and housing flow to them, health does not."""

from typing import Any

import pytest

from tests.cases.doors import Doors


@pytest.fixture
async def case(doors: Doors) -> dict[str, Any]:
    await doors.share("identity", "social", "housing")
    case = await doors.case()
    seat = {
        "agency_id": str(doors.adviser.agency.id),
        "worker_id": str(doors.adviser.worker.id),
        "capacity": "housing_adviser",
    }
    await doors.lead.made(f"/v1/cases/{case['id']}/team", seat)
    return case
