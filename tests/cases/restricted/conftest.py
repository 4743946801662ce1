"""One refuge for each test."""

import pytest

from tests.cases.doors import Doors
from tests.cases.restricted.scene import Refuge, a_refuge


@pytest.fixture
async def refuge(doors: Doors) -> Refuge:
    return await a_refuge(doors)
