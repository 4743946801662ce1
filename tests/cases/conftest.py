"""A small world for each test of cases."""

from collections.abc import AsyncIterator, Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase
from shared.database.engine import Database
from tests.cases.worlds import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
async def cases_owner(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    """The schema's owner, beyond row security: builds worlds that no single worker could."""
    database = await Database.open(databases["cases"].owner_url, schema="cases")
    yield database
    await database.close()
