"""Real engines for every test: one PostgreSQL and one NATS per test process, with all migrations applied.

Tests share the databases and do not clean up: each makes its own municipality, agencies and people, as in life.
"""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from deploy.embedded.databases import ServiceDatabase, prepare_databases
from deploy.embedded.engines import Engines, temporary_engines
from shared.database.engine import Database
from shared.database.migrations import migrate

SERVICES = ("identity", "cases", "referrals")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers: a file stays together, and so do the journeys, which start whole installations, first."""
    for item in items:
        group = "journeys" if "journeys" in item.path.parts else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: "journeys" not in item.path.parts)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
async def engines() -> AsyncIterator[Engines]:
    async with temporary_engines() as running:
        yield running


@pytest.fixture(scope="session")
async def databases(engines: Engines) -> Mapping[str, ServiceDatabase]:
    prepared = await prepare_databases(engines.postgres)
    for service in SERVICES:
        if not list(Path(f"services/{service}/migrations/versions").glob("0001*")):
            continue
        await migrate(f"services.{service}", prepared[service].owner_url)
    return prepared


@pytest.fixture(scope="session")
async def cases_database(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    database = await Database.open(databases["cases"].runtime_url, schema="cases", connections=20)
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def referrals_database(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    database = await Database.open(databases["referrals"].runtime_url, schema="referrals", connections=20)
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def identity_database(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    database = await Database.open(databases["identity"].runtime_url, schema="identity", connections=20)
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def cases_owner(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    """The schema's owner, beyond row security: builds worlds that no single worker could."""
    database = await Database.open(databases["cases"].owner_url, schema="cases")
    yield database
    await database.close()
