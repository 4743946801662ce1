"""The scene of each test of summaries."""

import pytest

from shared.database.engine import Database
from tests.cases.plans.scenes import PlanScene
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> PlanScene:
    scene = PlanScene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene
