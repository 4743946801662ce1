"""A stage for each test of webhooks."""

from collections.abc import AsyncIterator, Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.database.engine import Database
from tests.cases.coordination.scenes import Scene
from tests.cases.webhooks.stage import Stage, staged
from tests.cases.worlds import World


@pytest.fixture
async def stage(
    cases_database: Database, world: World, databases: Mapping[str, ServiceDatabase]
) -> AsyncIterator[Stage]:
    async with staged(Scene(cases_database, world), databases) as stage:
        yield stage
