"""The scene of coordination, in which members hand over to each other."""

import pytest

from shared.database.engine import Database
from tests.cases.handovers.relay import Relay
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Relay:
    relay = Relay(cases_database, world)
    await relay.known(relay.lead, relay.person_id)
    relay.agreement_id = await relay.agreement(relay.lead, relay.adviser, relay.nurse)
    return relay
