"""The scene of each test of what a day changes."""

import pytest

from shared.database.engine import Database
from tests.cases.majority.growing_up import GrowingUp
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, cases_owner: Database, world: World) -> GrowingUp:
    return GrowingUp(cases_database, cases_owner, world)
