"""Read the feed, and give those who listen what is new."""

import asyncio
from collections.abc import Sequence
from itertools import chain
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from services.cases.feed import store
from services.cases.feed.domain import BEGINNING, PAGE
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY
from shared.database.unit_of_work import UnitOfWork
from shared.live import Batch, Listener, Listeners
from shared.refusals import Unavailable

WATCH_SECONDS: Final = 0.25
"""So often it is looked whether there is something new, for all listeners of the process together."""
AGAIN_SECONDS: Final = 1.0
READERS: Final = 8
"""So many listeners of the process are read for at the same time: one whose read takes long keeps few waiting."""
SENDING: Final = "deliver-webhook"
"""What the access log calls it when an event is brought to a system."""
_TASK: Final = TaskActor("feed")
_log = structlog.get_logger("feed")


async def read_events(work: UnitOfWork, after: int | None, many: int = PAGE) -> store.Read:
    """What happened from a place in the feed on, as far as the caller may see it now; from now on without one."""
    return await store.read(work, after, many, "read-events")


async def read_to_send(
    work: UnitOfWork, after: int, many: int, kinds: Sequence[str], before: int | None = None
) -> store.Read:
    """What happened from a place in the feed on, of these kinds, to be brought to the caller.

    Args:
        before: no further than to this place.
    """
    return await store.read(work, after, many, SENDING, kinds=kinds, before=before)


async def read_again_to_send(work: UnitOfWork, ids: Sequence[UUID], kinds: Sequence[str]) -> Sequence[asyncpg.Record]:
    """Those of these lines that the caller may see now, to be brought once more."""
    return await store.read_again(work, ids, SENDING, kinds)


async def watch_feed(database: Database, listeners: Listeners) -> None:
    """Wake those who listen when there are new lines, for as long as the service runs."""
    place: int | None = None
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        if not any(listeners):
            place = None
            continue
        try:
            async with database.work(_TASK) as work:
                is_new, end = await store.goes_on(work, place if place is not None else BEGINNING)
        except (*SERVER_AWAY, asyncpg.PostgresError, Unavailable) as failure:
            _log.warning("the feed waits", failure=type(failure).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
            continue
        place = end
        if is_new:
            listeners.wake("")


async def give_events(database: Database, listeners: Listeners) -> None:
    """Read for each listener who is woken, as the listener, for as long as the service runs. One whose read fails is
    left alone for a moment, in which the others go on.
    """
    woken: asyncio.Queue[Listener] = asyncio.Queue()
    async with asyncio.TaskGroup() as readers:
        for _ in range(READERS):
            readers.create_task(_give_in_turn(database, listeners, woken))
        while True:
            await listeners.stirred()
            for listener in chain.from_iterable(listeners.ready().values()):
                listener.is_read_for = True
                woken.put_nowait(listener)


async def _give_in_turn(database: Database, listeners: Listeners, woken: asyncio.Queue[Listener]) -> None:
    while True:
        listener = await woken.get()
        try:
            await _give(database, listener)
        except (*SERVER_AWAY, asyncpg.PostgresError, Unavailable) as failure:
            _log.warning("the feed waits", failure=type(failure).__name__)
            asyncio.get_running_loop().call_later(AGAIN_SECONDS, _wake, listeners, listener)
        finally:
            listener.is_read_for = False


def _wake(listeners: Listeners, listener: Listener) -> None:
    listener.is_woken = True
    listeners.stir()


async def _give(database: Database, listener: Listener) -> None:
    async with database.work(listener.actor) as work:
        found = await store.read(work, listener.place, PAGE, "listen-to-events")
        decision_id = work.decision_id
    rows = [{**line, "decision_id": decision_id} for line in found.lines]
    listener.give(Batch(rows, found.place), is_all=not found.goes_on)
