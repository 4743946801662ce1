"""The bus goes away and comes back: nobody is refused, little is logged, and what was told meanwhile arrives."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import pytest
import structlog.testing
from fastapi import FastAPI

from deploy.embedded.databases import ServiceDatabase, drop_database, prepare_databases
from deploy.embedded.engines import Engines
from deploy.embedded.home import temporary_home
from deploy.embedded.nats_server import NatsServer
from services.identity.agencies.actions import register_municipality
from services.identity.agencies.events import AgencyChanged
from services.identity.agencies.policy import INSTALLATION
from services.identity.app import create_app
from services.identity.settings import Settings
from shared.clients.carriage import InProcess
from shared.database.migrations import migrate
from shared.identifiers import new_id
from shared.messaging.bus import EVENTS, Bus
from shared.web.service import Service

pytestmark = pytest.mark.anyio

OF_OTHERS = {"certainty waits"}
"""Said by referrals, which other tests may have running in this process."""


@pytest.fixture(scope="module")
async def nats() -> AsyncIterator[NatsServer]:
    """A server of its own: others must not lose theirs."""
    with temporary_home() as home:
        home.mkdir()
        server = NatsServer(home / "nats", durable=False)
        await server.start()
        yield server
        await server.stop()


@pytest.fixture(scope="module")
async def database(engines: Engines) -> AsyncIterator[ServiceDatabase]:
    prepared = (await prepare_databases(engines.postgres, "away"))["identity"]
    await migrate("services.identity", prepared.owner_url)
    yield prepared
    await drop_database(engines.postgres, "away")


@pytest.fixture
async def app(nats: NatsServer, database: ServiceDatabase) -> AsyncIterator[FastAPI]:
    settings = Settings(
        database_url=database.runtime_url, nats_url=nats.url, key_secret="a secret for tests only, of forty letters"
    )
    application = create_app(settings)
    async with application.router.lifespan_context(application), asyncio.timeout(60):
        await application.state.service.bus.reached.wait()
        yield application


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        it_holds = await holds()
        while not it_holds:
            await asyncio.sleep(0.02)
            it_holds = await holds()


async def gone(service: Service, nats: NatsServer) -> None:
    """Stop the server, and wait until the service knows."""

    async def is_away() -> bool:
        return not service.bus.reached.is_set()

    await nats.stop()
    await until(is_away)


async def health(app: FastAPI) -> tuple[int, Mapping[str, str]]:
    answer = await InProcess(app).ask("GET", "/health/ready", headers={})
    return answer.status, answer.json()


async def announced(service: Service) -> int:
    return (await service.bus.jetstream.stream_info(EVENTS)).state.messages


async def tell(service: Service) -> None:
    async with service.database.work(INSTALLATION) as work:
        await register_municipality(work, name="Away", country="FR", time_zone="Europe/Paris")
        await work.tell(AgencyChanged(agency_id=new_id(), version=1))


async def test_without_the_bus_a_service_is_degraded_and_tells_later(app: FastAPI, nats: NatsServer) -> None:
    service: Service = app.state.service
    assert await health(app) == (200, {"status": "ok"})
    before = await announced(service)
    await gone(service, nats)
    assert await health(app) == (200, {"status": "degraded"})
    await tell(service)

    async def is_announced() -> bool:
        return await announced(service) > before

    await nats.start()
    await service.bus.reached.wait()
    assert await health(app) == (200, {"status": "ok"})
    await until(is_announced)


async def test_a_bus_that_comes_back_empty_gets_its_streams_again(app: FastAPI, nats: NatsServer) -> None:
    service: Service = app.state.service
    await gone(service, nats)
    shutil.rmtree(nats.folder / "streams")

    async def is_announced() -> bool:
        return await announced(service) > 0

    await nats.start()
    await tell(service)
    await service.bus.reached.wait()
    await until(is_announced)


async def test_an_outage_is_a_few_lines_in_the_log_and_not_one_for_each_try(app: FastAPI, nats: NatsServer) -> None:
    service: Service = app.state.service
    with structlog.testing.capture_logs() as lines:
        await gone(service, nats)
        await asyncio.sleep(2)
        await nats.start()
        await service.bus.reached.wait()
    said = [line["event"] for line in lines if line["event"] not in OF_OTHERS]
    assert said.count("bus is away") == said.count("bus is back") == 1
    assert len(said) < 8, "what was under way says once that it waits; the driver tries four times a second"


async def test_who_connects_once_is_told_that_nobody_lets_them_in(
    nats: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.bus.CONNECTS_WITHIN_SECONDS", 0.3)
    with pytest.raises(TimeoutError):
        await Bus(f"nats://wrong@127.0.0.1:{nats.port}").connect_once()
