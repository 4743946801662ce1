"""The scene of each test of dated changes."""

import pytest

from shared.database.engine import Database
from tests.cases.transitions.turning import Turning
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, cases_owner: Database, world: World) -> Turning:
    return Turning(cases_database, cases_owner, world)
