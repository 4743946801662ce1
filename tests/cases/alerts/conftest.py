"""The scene of each test of warnings."""

from collections.abc import AsyncIterator, Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.database.engine import Database
from tests.cases.alerts.noticing import Noticing, noticing_scene
from tests.cases.alerts.warned import Warned
from tests.cases.people.persons import registered
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Warned:
    """A registered person whom the lead's agency knows."""
    scene = Warned(cases_database, world)
    scene.person_id = await registered(cases_database, scene.lead)
    return scene


@pytest.fixture
async def noticing(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Noticing]:
    """A scene in which rules look, with a clock that the test turns."""
    async with noticing_scene(databases["cases"].runtime_url) as scene:
        yield scene
