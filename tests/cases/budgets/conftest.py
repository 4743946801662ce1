"""The scene of each test of budgets."""

import pytest

from shared.database.engine import Database
from tests.cases.budgets.scenes import BudgetScene
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> BudgetScene:
    scene = BudgetScene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene
