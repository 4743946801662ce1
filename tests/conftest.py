"""Real engines for every test: one PostgreSQL and one NATS per test process, with all migrations applied.

Tests share the databases and do not clean up: each makes its own municipality, agencies and people, as in life.
"""

from collections.abc import AsyncIterator, Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase, prepare_databases
from deploy.embedded.engines import Engines, temporary_engines
from shared.database.engine import Database
from shared.database.migrations import migrate
from tests.said import Said, events_told, personal_values

SERVICES = ("identity", "cases", "referrals")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers: a file stays together, and so do the journeys, which start whole installations, first."""
    for item in items:
        group = "journeys" if "journeys" in item.path.parts else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: "journeys" not in item.path.parts)


SAID = Said()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what the services wrote into their logs during each test."""
    SAID.hear(report.capstdout + report.capstderr + report.caplog)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
async def engines() -> AsyncIterator[Engines]:
    async with temporary_engines() as running:
        yield running


@pytest.fixture(scope="session")
async def databases(engines: Engines) -> AsyncIterator[Mapping[str, ServiceDatabase]]:
    """The migrated databases; when all tests are over, nothing of any person in them has been said anywhere."""
    prepared = await prepare_databases(engines.postgres)
    for service in SERVICES:
        await migrate(f"services.{service}", prepared[service].owner_url)
    yield prepared
    owners = {name: database.owner_url for name, database in prepared.items()}
    SAID.hear(await events_told(owners))
    assert SAID.about(await personal_values(owners)) == [], "log lines and events hold nothing about anybody"


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
