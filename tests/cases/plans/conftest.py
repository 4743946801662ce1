"""The scene of each test of plans."""

import pytest

from shared.database.engine import Database
from tests.cases.people.persons import identity, registered
from tests.cases.plans.scenes import PlanScene
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> PlanScene:
    scene = PlanScene(cases_database, world)
    scene.person_id = await registered(cases_database, scene.lead, identity())
    return scene
