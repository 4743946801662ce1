"""A case with the housing adviser on its team: social matters and housing flow to them, health does not."""

from typing import Any

import pytest

from tests.cases.doors import Doors


@pytest.fixture
async def case(doors: Doors) -> dict[str, Any]:
    await doors.share("identity", "social", "housing")
    case = await doors.case()
    await doors.joins(case["id"], doors.adviser)
    return case
