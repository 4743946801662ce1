"""Give those who listen live what is new for them, as far as they may see it at that moment. Background work."""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from services.cases.notices.store.delivering import Asking, news
from services.cases.notices.store.making import CHANNEL
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY
from shared.database.wakes import hear
from shared.identifiers import new_id
from shared.live import Batch, Listener, Listeners
from shared.refusals import Unavailable

TASK: Final = "notice_delivery"
PACE_SECONDS: Final = 0.1
"""From the beginning of one round to the next at least: what happens in between is read together."""
AGAIN_SECONDS: Final = 1.0
MOST_AT_ONCE: Final = 100
"""Notices of one listener in one round; the rest come with the next ones."""

_log = structlog.get_logger("notices")


async def hear_of_notices(database: Database, listeners: Listeners) -> None:
    """Wake those for whom there is something new, for as long as the service runs."""
    await hear(database, CHANNEL, listeners.wake)


async def deliver_notices(database: Database, listeners: Listeners) -> None:
    """Read for all who are woken, agency by agency, for as long as the service runs."""
    loop = asyncio.get_running_loop()
    while True:
        await listeners.stirred()
        began = loop.time()
        for agency_id, waiting in listeners.ready().items():
            try:
                await _deliver(database, agency_id, waiting)
            except (*SERVER_AWAY, asyncpg.PostgresError, Unavailable) as failure:
                _log.warning("delivery waits", failure=type(failure).__name__)
                await asyncio.sleep(AGAIN_SECONDS)
                listeners.wake(str(agency_id))
        await asyncio.sleep(max(0.0, began + PACE_SECONDS - loop.time()))


async def _deliver(database: Database, agency_id: UUID, waiting: Sequence[Listener]) -> None:
    asking = [Asking(one.actor, one.place, new_id()) for one in waiting if isinstance(one.actor, Actor)]
    async with database.work(TaskActor(TASK, AgencyId(agency_id))) as work:
        found = await news(work, agency_id, asking, MOST_AT_ONCE)
    for listener, mine in zip(waiting, found, strict=True):
        listener.give(Batch(mine.rows, mine.place), is_all=mine.is_all)
