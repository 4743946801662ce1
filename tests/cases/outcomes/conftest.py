"""The scene of each test of outcomes."""

import pytest

from shared.database.engine import Database
from tests.cases.outcomes.scenes import EndingScene
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> EndingScene:
    scene = EndingScene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene
