"""The scene of each test of notices."""

import pytest

from shared.database.engine import Database
from tests.cases.notices.noticing import Noticing
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, cases_owner: Database, world: World) -> Noticing:
    scene = Noticing(cases_database, cases_owner, world)
    await scene.known(scene.lead, scene.person_id)
    return scene
