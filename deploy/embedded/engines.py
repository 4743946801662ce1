"""Both engines of an installation, started together and stopped together."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from deploy.embedded.home import held_home, temporary_home
from deploy.embedded.nats_server import NatsServer
from deploy.embedded.postgres import PostgresServer
from deploy.embedded.refusals import EngineFailed, NotForProduction

_WATCH_SECONDS = 0.25


@dataclass(frozen=True)
class Engines:
    """What is running."""

    postgres: PostgresServer
    nats: NatsServer

    async def watch(self) -> NoReturn:
        """Wait for as long as both run; one that we stopped or killed ourselves is not missed.

        Raises:
            EngineFailed: one has ended by itself; carries the end of its log.
        """
        while True:
            for process in (self.postgres.process, self.nats.process):
                if process.ended_by_itself:
                    raise EngineFailed(process.name, "ended by itself", process.log)
            await asyncio.sleep(_WATCH_SECONDS)


@asynccontextmanager
async def running_engines(
    home: Path,
    *,
    postgres_port: int | None = None,
    nats_port: int | None = None,
    durable: bool = True,
    postgres_settings: Mapping[str, str] | None = None,
) -> AsyncIterator[Engines]:
    """PostgreSQL and NATS on the data in this folder, for as long as the block lasts.

    They listen on loopback only and stop when the block ends, when this process dies in whatever way, and at a signal.

    Args:
        home: the folder of the installation; created if need be.
        postgres_port: a free one unless given; so is `nats_port`.
        durable: off for the test-suite only: then commits and messages survive `kill -9` of every process, but
            not the loss of power.
        postgres_settings: over `postgres.SETTINGS`, for instance `{"shared_buffers": "1GB"}` for a benchmark.

    Raises:
        EngineRefused: the sentence says why, and what to do about it.
    """
    if os.environ.get("PARCOURS_ENVIRONMENT") == "production":
        raise NotForProduction(
            "Embedded engines are for a laptop, a demonstration and the tests, and PARCOURS_ENVIRONMENT says "
            "production. Set PARCOURS_<SERVICE>_DATABASE_URL for each service, and PARCOURS_NATS_URL."
        )
    with held_home(home) as held:
        postgres = PostgresServer(held / "postgres", port=postgres_port, durable=durable, settings=postgres_settings)
        nats = NatsServer(held / "nats", port=nats_port, durable=durable)
        async with AsyncExitStack() as stack:
            for engine in (postgres, nats):
                await engine.start()
                stack.push_async_callback(engine.stop)
            yield Engines(postgres, nats)


@asynccontextmanager
async def temporary_engines() -> AsyncIterator[Engines]:
    """Engines for the test-suite, on a folder that goes with them."""
    with temporary_home() as home:
        async with running_engines(home, durable=False) as engines:
            yield engines


def engines_running_elsewhere(home: Path) -> Engines | None:
    """The engines that another process runs on this folder, to speak with; only that process starts and stops them."""
    postgres, nats = PostgresServer(home.resolve() / "postgres"), NatsServer(home.resolve() / "nats")
    if postgres.is_running_elsewhere() and nats.is_running_elsewhere():
        return Engines(postgres, nats)
    return None
