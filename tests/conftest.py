"""Real engines for every test: one PostgreSQL and one NATS per test process, with all migrations applied.

Tests share the databases and do not clean up: each makes its own municipality, agencies and people, as in life.
"""

import gc
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

import pytest

from deploy.embedded.databases import DATABASE, ServiceDatabase, prepare_databases
from deploy.embedded.engines import Engines, temporary_engines
from shared.database.engine import Database
from shared.database.migrations import migrate
from shared.web.serving import stay
from tests.distribution import begins_at, pytest_xdist_make_scheduler
from tests.examples import register_profiles
from tests.said import Said, events_told, personal_values

__all__ = ["pytest_xdist_make_scheduler"]  # pytest finds hooks by their names in this module

SERVICES = ("identity", "cases", "referrals")
register_profiles()
gc.disable()  # until all is imported and collected, none of which is garbage: it is a third of that time


def pytest_collection_finish() -> None:
    """From here on as usual, without looking again through what stays until the end."""
    stay()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first. A test that asks a running application looks at that application's database, and
    at no other.
    """
    elsewhere = [item.nodeid for item in items if _looks_elsewhere(getattr(item, "fixturenames", ()))]
    if elsewhere:
        raise pytest.UsageError(f"With cases_app these need served_cases and served_owner: {', '.join(elsewhere)}.")
    items.sort(key=lambda item: begins_at(item.nodeid))


def _looks_elsewhere(fixtures: Collection[str]) -> bool:
    return "cases_app" in fixtures and not {"cases_database", "cases_owner"}.isdisjoint(fixtures)


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


@asynccontextmanager
async def _migrated(
    engines: Engines, services: Sequence[str], name: str = DATABASE
) -> AsyncIterator[Mapping[str, ServiceDatabase]]:
    """A migrated database; when all tests are over, nothing of any person in it has been said anywhere."""
    prepared = await prepare_databases(engines.postgres, name)
    for service in services:
        await migrate(f"services.{service}", prepared[service].owner_url)
    yield prepared
    owners = {service: prepared[service].owner_url for service in services}
    SAID.hear(await events_told(owners))
    assert SAID.about(await personal_values(owners)) == [], "log lines and events hold nothing about anybody"


@pytest.fixture(scope="session")
async def databases(engines: Engines) -> AsyncIterator[Mapping[str, ServiceDatabase]]:
    """For tests that call actions, handlers and background work themselves: nobody else does."""
    async with _migrated(engines, SERVICES) as prepared:
        yield prepared


@pytest.fixture(scope="session")
async def served(engines: Engines) -> AsyncIterator[Mapping[str, ServiceDatabase]]:
    """Cases once more, for its application as it runs: that listens, looks at dates and tells what is overdue by
    itself, and would take from a test what the test is about to look for.
    """
    async with _migrated(engines, ["cases"], "parcours_served") as prepared:
        yield prepared


@pytest.fixture(scope="session")
async def cases_database(databases: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    database = await Database.open(databases["cases"].runtime_url, schema="cases", connections=20)
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def served_cases(served: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    """What the running application of cases has written."""
    database = await Database.open(served["cases"].runtime_url, schema="cases")
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def served_owner(served: Mapping[str, ServiceDatabase]) -> AsyncIterator[Database]:
    """The same, beyond row security."""
    database = await Database.open(served["cases"].owner_url, schema="cases")
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
