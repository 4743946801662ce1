"""The scene of each test of what people say."""

import pytest

from shared.database.engine import Database
from tests.cases.voice.voices import Voices
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, cases_owner: Database, world: World) -> Voices:
    """A person whom the lead's agency knows, in a case with a housing adviser; what is social flows to both."""
    scene = Voices(cases_database, cases_owner, world)
    await scene.known(scene.lead, scene.person_id)
    await scene.agreement(scene.lead, scene.adviser)
    scene.case_id = await scene.case()
    await scene.joins(scene.case_id, scene.adviser)
    return scene
