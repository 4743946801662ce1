"""The scene of each test of conversations."""

import pytest

from shared.database.engine import Database
from tests.cases.conversations.talks import Talk
from tests.cases.worlds import World


@pytest.fixture
async def talk(cases_database: Database, world: World) -> Talk:
    talk = Talk(cases_database, world)
    await talk.known(talk.lead, talk.person_id)
    return talk
