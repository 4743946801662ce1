"""The service of referrals, running, and a town for each test."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase
from deploy.embedded.engines import Engines
from services.referrals.app import create_app
from services.referrals.settings import Settings
from shared.clients.carriage import InProcess
from shared.database.engine import Database
from tests.referrals.outside import PUBLIC_URL, Cases, Identity
from tests.referrals.worlds import MovableClock, Running, Town


@pytest.fixture(scope="session")
async def running(engines: Engines, databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Running]:
    settings = Settings(
        database_url=databases["referrals"].runtime_url,
        nats_url=engines.nats.url,
        public_url=PUBLIC_URL,
        database_connections=10,
        clocks_every_seconds=86_400,  # they ring when a test says so: some move the clock a month ahead
    )
    identity = Identity()
    cases, clock = Cases(identity.keys), MovableClock()
    app = create_app(settings, identity=InProcess(identity), cases=InProcess(cases), clock=clock)
    async with app.state.service.running():
        async with asyncio.timeout(20):
            while not app.state.certainty.is_given:  # noqa: ASYNC110 - it has no event to wait for
                await asyncio.sleep(0.02)
        yield Running(app, identity, cases, clock)


@pytest.fixture
async def town(running: Running) -> Town:
    town = Town(running)
    town.listing_id = await town.open_listing()
    return town


@pytest.fixture
def clock(running: Running) -> Iterator[MovableClock]:
    yield running.clock
    running.clock.ahead *= 0


@pytest.fixture(scope="session")
async def referrals_owner(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    """The schema's owner, beyond row security."""
    database = await Database.open(databases["referrals"].owner_url, schema="referrals")
    yield database
    await database.close()
