"""The scene of each test of duties."""

import pytest

from shared.database.engine import Database
from tests.cases.tasks.scenes import TaskScene
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> TaskScene:
    scene = TaskScene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene
