"""The scene of each test of conferences."""

import pytest

from shared.database.engine import Database
from tests.cases.conferences.meetings import Meetings
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Meetings:
    scene = Meetings(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene
