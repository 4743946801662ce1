"""An installation on external servers: here the embedded ones, reached by their addresses only."""

from collections.abc import Mapping

import pytest

from deploy.embedded.databases import ServiceDatabase, prepare_databases
from deploy.embedded.engines import Engines
from deploy.launch.installation import KEY_SECRET, migrate_all

DATABASE = "looked_after"
INSTALLATION_SECRET = "a secret of an installation that is looked after"


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
