"""A service whose logs nobody else writes."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from deploy.embedded.databases import ServiceDatabase, prepare_databases
from deploy.embedded.engines import Engines
from shared.database.engine import Database, speak_json
from shared.database.migrations import migrate
from shared.sealing.checkpoints import sealing_key
from tests.shared.sealing.logs import Log

_numbers = itertools.count()


@pytest.fixture(scope="module")
async def prepared(engines: Engines) -> ServiceDatabase:
    prepared = (await prepare_databases(engines.postgres, f"sealed_{next(_numbers)}"))["identity"]
    await migrate("services.identity", prepared.owner_url)
    return prepared


@pytest.fixture(scope="module")
async def sealed_service(prepared: ServiceDatabase) -> AsyncIterator[tuple[Database, "asyncpg.Connection"]]:
    database = await Database.open(prepared.runtime_url, schema="identity", connections=4)
    owner = await asyncpg.connect(prepared.owner_url, server_settings={"search_path": "identity"})
    await speak_json(owner)
    yield database, owner
    await owner.close()
    await database.close()


@pytest.fixture
async def log(sealed_service: tuple[Database, "asyncpg.Connection"], tmp_path: Path) -> Log:
    """Empty: what an earlier test left is removed, seals and all."""
    database, owner = sealed_service
    await owner.execute("TRUNCATE access_log, seal_batch, seal_node")
    return Log(
        database, owner, sealing_key("a secret of forty letters for tests only!", "identity/access_log"), tmp_path
    )
