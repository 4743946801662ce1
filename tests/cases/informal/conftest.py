"""A case of the lead, under an agreement with the adviser about social matters and housing."""

import pytest

from shared.database.engine import Database
from tests.cases.coordination.scenes import Scene
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    scene = Scene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    return scene
