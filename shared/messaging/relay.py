"""From the journal to the bus, in order, each entry until the bus has confirmed it."""

import asyncio
from datetime import datetime

import asyncpg
import nats.errors
import structlog

from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY
from shared.database.statements import Statement
from shared.messaging.bus import Bus
from shared.refusals import Unavailable

BATCH = 200
IDLE_SECONDS = 0.5
"""How long a change can wait that another replica committed; our own commits wake the relay at once."""

RELAY = TaskActor("relay")
_log = structlog.get_logger("relay")

_LEAD = Statement("SELECT pg_try_advisory_xact_lock(hashtextextended('parcours.relay.' || current_schema(), 0))")
_NEXT = Statement("SELECT position, event FROM outbox ORDER BY position LIMIT :batch")
_DONE = Statement("DELETE FROM outbox WHERE position = ANY(CAST(:positions AS bigint[]))")
_OLDEST = Statement("SELECT event->>'time' FROM outbox ORDER BY position LIMIT 1")


async def unannounced_seconds(database: Database) -> float:
    """For how long the oldest entry has waited for the bus; 0 while none waits. What was committed before has arrived
    there: whoever reads the bus and finds nothing knows of everything up to then.
    """
    async with database.work(RELAY) as work:
        oldest: str | None = await work.value(_OLDEST)
        return 0.0 if oldest is None else max(0.0, (work.now - datetime.fromisoformat(oldest)).total_seconds())


async def announce_pending(database: Database, bus: Bus) -> int:
    """Announce the oldest entries, one batch; how many. One replica at a time, so that the order holds.

    A crash between confirmation and commit announces again with the same id: at least once, never lost.

    Raises:
        ConnectionError, nats.errors.Error: the bus did not confirm; nothing is forgotten.
    """
    async with database.work(RELAY) as work:
        if not await work.value(_LEAD):
            return 0
        entries = await work.rows(_NEXT, batch=BATCH)
        if not entries:
            return 0
        await bus.announce([row["event"] for row in entries])
        await work.run(_DONE, positions=[row["position"] for row in entries])
    return len(entries)


async def run_relay(database: Database, bus: Bus) -> None:
    """Announce for as long as the service runs."""
    while True:
        await bus.reached.wait()
        database.told.clear()
        try:
            announced = await announce_pending(database, bus)
        except (*SERVER_AWAY, nats.errors.Error, asyncpg.PostgresError, Unavailable) as failure:
            _log.warning("relay waits", failure=type(failure).__name__)
            announced = 0
            await asyncio.sleep(IDLE_SECONDS)
        if announced < BATCH:
            try:
                async with asyncio.timeout(IDLE_SECONDS):
                    await database.told.wait()
            except TimeoutError:
                continue
