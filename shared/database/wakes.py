"""Hear what PostgreSQL says with a commit (`pg_notify`), on one connection for the whole process."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import asyncpg
import structlog

from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY

CHECK_SECONDS: Final = 15.0
"""A connection on which nothing is said may have died unnoticed: it is asked so often whether it lives."""
AGAIN_SECONDS: Final = 0.5
EVERYBODY: Final = ""
"""What is heard when something may have been missed."""

_log = structlog.get_logger("wakes")


async def hear(database: Database, channel: str, wake: Callable[[str], None]) -> None:
    """Pass on what is said on a channel for as long as the service runs.

    What is said is heard after it can be read, since it is said with the commit. Nothing is missed in silence: each
    time the connection stands anew, `EVERYBODY` is passed on.
    """
    while True:
        try:
            async with database.connection_aside() as connection:
                await connection.add_listener(channel, lambda *said: wake(str(said[-1])))
                wake(EVERYBODY)
                await _until_lost(connection)
        except (*SERVER_AWAY, asyncpg.PostgresError) as failure:
            _log.warning("nothing is heard", failure=type(failure).__name__)
        await asyncio.sleep(AGAIN_SECONDS)


async def _until_lost(connection: "asyncpg.Connection[Any]") -> None:
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _connection: lost.set())
    while not lost.is_set():
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await lost.wait()
        except TimeoutError:
            await connection.execute("SELECT pg_listening_channels()", timeout=CHECK_SECONDS)
