"""The scene of each test of what must be done."""

import pytest

from shared.database.engine import Database
from tests.cases.people.persons import registered
from tests.cases.tasks.scenes import TaskScene
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> TaskScene:
    scene = TaskScene(cases_database, world)
    scene.person_id = await registered(cases_database, scene.lead)
    return scene
