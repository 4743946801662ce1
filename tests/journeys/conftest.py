"""The whole installation, once in one process and once as processes of its own: the same tests on both."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn

from deploy.demo.cast import worker
from deploy.demo.desk import Desk, signed_in
from deploy.demo.keys import DemoKeys, make_keys
from deploy.demo.seed_identity import seed_identity
from deploy.embedded.databases import ServiceDatabase, prepare_databases
from deploy.embedded.engines import Engines, temporary_engines
from deploy.launch.installation import (
    DOCUMENTS_FOLDER,
    KEY_SECRET,
    SEAL_SECRETS,
    SERVICES,
    WITNESS_FOLDER,
    Installation,
    free_port,
)
from deploy.launch.one_process import services_in_one_process
from deploy.launch.processes import Processes, services_as_processes
from gateway.server import server_config
from gateway.settings import Settings as GatewaySettings
from shared.database.migrations import migrate


@dataclass
class Parcours:
    """A running installation with the fictional cast and nothing else.

    Attributes:
        processes: None in one process.
    """

    url: str
    installation: Installation
    keys: DemoKeys
    processes: Processes | None = None
    desks: dict[tuple[str, str], Desk] = field(default_factory=dict)

    async def desk(self, login: str, agency_key: str) -> Desk:
        """A worker, signed in for one agency; the same desk when asked again."""
        if (login, agency_key) not in self.desks:
            self.desks[login, agency_key] = await signed_in(self.url, worker(login), agency_key, self.keys.password)
        return self.desks[login, agency_key]

    async def close(self) -> None:
        for desk in self.desks.values():
            await desk.close()


def installation_on(engines: Engines, databases: Mapping[str, ServiceDatabase], home: Path) -> Installation:
    """What the launcher prepares, on engines that a test started."""
    environment = {
        "PARCOURS_NATS_URL": engines.nats.url,
        DOCUMENTS_FOLDER: str(home / "documents"),
        KEY_SECRET: "a secret for tests only, of forty letters",
        WITNESS_FOLDER: str(home / "witness"),
        "PARCOURS_CASES_WEBHOOK_NETWORKS": "127.0.0.1/32",
        **{name: f"{name}, for tests only and long enough" for name in SEAL_SECRETS},
        **{f"PARCOURS_{name.upper()}_DATABASE_URL": databases[name].runtime_url for name in SERVICES},
    }
    return Installation(home, environment, {name: databases[name].owner_url for name in SERVICES}, engines)


@asynccontextmanager
async def own_installation(home: Path) -> AsyncIterator[Installation]:
    """On engines of its own: other tests of this process tell their bus of people whom no record knows."""
    async with temporary_engines() as engines:
        databases = await prepare_databases(engines.postgres)
        for name in SERVICES:
            await migrate(f"services.{name}", databases[name].owner_url)
        yield installation_on(engines, databases, home)


@pytest.fixture(scope="session")
async def installation(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    async with own_installation(tmp_path_factory.mktemp("home")) as prepared:
        yield prepared


@pytest.fixture(scope="session")
async def keys(installation: Installation) -> DemoKeys:
    keys = make_keys(installation.home)
    await seed_identity(installation, keys)
    return keys


@pytest.fixture(scope="session", params=["one_process", pytest.param("processes", marks=pytest.mark.processes)])
async def parcours(
    request: pytest.FixtureRequest, installation: Installation, keys: DemoKeys
) -> AsyncIterator[Parcours]:
    async with running(request.param, installation, keys) as started:
        yield started


@asynccontextmanager
async def running(mode: str, installation: Installation, keys: DemoKeys) -> AsyncIterator[Parcours]:
    """Start it on a free port."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PARCOURS_GATEWAY_PORT", str(port))
        environment.setenv("PARCOURS_PUBLIC_URL", url)
        # The few workers of the cast do here in a minute what takes a week in life; tests/gateway tries the limits.
        environment.setenv("PARCOURS_GATEWAY_WORKER_REQUESTS_PER_MINUTE", "0")
        if mode == "processes":
            async with services_as_processes(installation, host="127.0.0.1", port=port) as processes:
                parcours = Parcours(url, installation, keys, processes)
                try:
                    yield parcours
                finally:
                    await parcours.close()
        else:
            async with services_in_one_process(installation) as gateway:
                server = uvicorn.Server(server_config(gateway, GatewaySettings()))
                serving = asyncio.create_task(server.serve())
                while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
                    await asyncio.sleep(0.01)
                parcours = Parcours(url, installation, keys)
                try:
                    yield parcours
                finally:
                    await parcours.close()
                    server.should_exit = True
                    await serving
