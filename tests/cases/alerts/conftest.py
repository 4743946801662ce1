"""The scene of each test of warnings."""

import pytest

from shared.database.engine import Database
from tests.cases.alerts.warned import Warned
from tests.cases.people.persons import registered
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Warned:
    """A registered person whom the lead's agency knows."""
    scene = Warned(cases_database, world)
    scene.person_id = await registered(cases_database, scene.lead)
    return scene
