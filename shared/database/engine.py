"""One service's connections to its own schema."""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import orjson

from shared.clock import Clock, system_clock
from shared.contracts.identity.actor import Actor, PersonActor, TaskActor
from shared.database.failures import SERVER_AWAY
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.masters import DEVELOPMENT, Masters
from shared.encryption.ring import KeyRing
from shared.json_text import json_text
from shared.refusals import Refusal, Unavailable

STATEMENT_TIMEOUT = timedelta(seconds=15)


async def speak_json(connection: "asyncpg.Connection[Any]") -> None:
    """Have JSON come and go as Python objects."""
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name,
            schema="pg_catalog",
            encoder=lambda value: json_text(value).decode(),
            decoder=orjson.loads,
        )


async def _keep(_connection: "asyncpg.Connection[Any]") -> None:
    """Nothing to reset: every setting we make ends with its transaction."""


class Database:
    """A pool of connections as the service's runtime role.

    More callers than connections wait `acquire_timeout_seconds`, then get `Unavailable`; nothing deadlocks, because
    nobody holds a connection while asking another service.
    """

    def __init__(
        self,
        pool: "asyncpg.Pool[Any]",
        connect: "Callable[[], Awaitable[asyncpg.Connection[Any]]]",
        *,
        schema: str,
        clock: Clock,
        acquire_timeout_seconds: float,
        masters: Masters,
    ) -> None:
        self.pool = pool
        self._connect = connect
        self.keys = KeyRing(masters, connect)
        self.schema = schema
        self.clock = clock
        self.acquire_timeout_seconds = acquire_timeout_seconds
        self.told = asyncio.Event()
        """Set after each commit that told an event; wakes the relay."""

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        schema: str,
        clock: Clock = system_clock,
        connections: int = 10,
        acquire_timeout_seconds: float = 3.0,
        masters: Masters = DEVELOPMENT,
    ) -> "Database":
        """Connect.

        Args:
            masters: of the data keys, where this schema has any.

        Raises:
            OSError, asyncpg.PostgresError: the server is not there or does not let this role in.
        """
        settings = {
            "search_path": schema,
            "application_name": f"parcours-{schema}",
            "statement_timeout": str(int(STATEMENT_TIMEOUT.total_seconds() * 1000)),
            "idle_in_transaction_session_timeout": "30000",
            "jit": "off",
        }
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=connections,
            max_inactive_connection_lifetime=0,  # a new one has to learn every statement again
            init=speak_json,
            reset=_keep,
            statement_cache_size=512,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=0,  # our largest are over the default, and planning costs more than running
            command_timeout=STATEMENT_TIMEOUT.total_seconds() + 5,
            server_settings=settings,
        )
        connect = functools.partial(asyncpg.connect, url, server_settings=settings)
        return cls(
            pool,
            connect,
            schema=schema,
            clock=clock,
            acquire_timeout_seconds=acquire_timeout_seconds,
            masters=masters,
        )

    async def close(self) -> None:
        """Let the running transactions end, then disconnect."""
        try:
            async with asyncio.timeout(5):
                await self.pool.close()
        except TimeoutError:
            self.pool.terminate()

    async def row(self, statement: Statement, **values: Any) -> asyncpg.Record | None:
        """The first row of a statement that changes nothing, asked for nobody, in one round trip.

        Row security shows nobody's rows to nobody: what everybody may read, and what a function says that the schema's
        owner has made for this question. Where somebody is known, or something changes, use `work`.

        Raises:
            Unavailable: no connection became free in time, or the server is not reachable.
        """
        connection = await self._connection()
        try:
            return await connection.fetchrow(statement.sql, *statement.arguments(values))
        finally:
            await self.pool.release(connection)

    @asynccontextmanager
    async def connection_aside(self) -> "AsyncIterator[asyncpg.Connection[Any]]":
        """A connection beside the pool, for what holds one for as long as it runs: requests lose none to it."""
        connection = await self._connect()
        try:
            yield connection
        finally:
            connection.terminate()

    @asynccontextmanager
    async def work(self, actor: Actor | PersonActor | TaskActor) -> AsyncIterator[UnitOfWork]:
        """One transaction for this actor: committed at the end, rolled back on any exception.

        Raises:
            Unavailable: no connection became free in time, or the server is not reachable.
        """
        connection = await self._connection()
        work = UnitOfWork(connection, actor, self.clock(), self.keys)
        try:
            await work.begin()
            yield work
            await work.commit()
            if work.has_told:
                self.told.set()
        except Refusal:
            await work.roll_back()
            await work.after_refusal()
            raise
        except BaseException:
            await work.roll_back()
            raise
        finally:
            await self.pool.release(connection)

    async def _connection(self) -> "asyncpg.pool.PoolConnectionProxy[Any]":
        try:
            return await self.pool.acquire(timeout=self.acquire_timeout_seconds)
        except SERVER_AWAY as failure:
            raise Unavailable("The database is busy or away.", detail_fr="La base est occupée ou absente.") from failure

    async def answers(self) -> bool:
        """Whether the server answers at all, within a second."""
        try:
            async with asyncio.timeout(1), self.pool.acquire() as connection:
                return bool(await connection.fetchval("SELECT true"))
        except (*SERVER_AWAY, asyncpg.PostgresError):
            return False
