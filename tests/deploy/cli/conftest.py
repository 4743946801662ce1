"""An installation on external servers: here the embedded ones, reached by their addresses only."""

import os
from collections.abc import Iterator, Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase, prepare_databases
from deploy.embedded.engines import Engines
from deploy.launch.installation import KEY_SECRET, migrate_all

DATABASE = "looked_after"
INSTALLATION_SECRET = "a secret of an installation that is looked after"


@pytest.fixture(autouse=True)
def _same_umask() -> Iterator[None]:
    """A command that writes what only its user may read says so for its whole process, which is ours here."""
    before = os.umask(0)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
async def looked_after(engines: Engines) -> Mapping[str, ServiceDatabase]:
    prepared = await prepare_databases(engines.postgres, DATABASE)
    await migrate_all({name: one.owner_url for name, one in prepared.items()})
    return prepared


@pytest.fixture
def addresses(looked_after: Mapping[str, ServiceDatabase], engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCOURS_NATS_URL", engines.nats.url)
    monkeypatch.setenv(KEY_SECRET, INSTALLATION_SECRET)
    monkeypatch.setenv("PARCOURS_ADMIN_URL", engines.postgres.superuser_dsn_of(DATABASE))
    for name, one in looked_after.items():
        monkeypatch.setenv(f"PARCOURS_{name.upper()}_DATABASE_URL", one.runtime_url)
        monkeypatch.setenv(f"PARCOURS_{name.upper()}_OWNER_URL", one.owner_url)
