"""Give people who listen live what is new for them, as far as it is theirs to see at that moment. Background work."""

import asyncio
from dataclasses import dataclass
from typing import Final

import asyncpg
import structlog

from services.cases.own.actions.notices import own_news
from services.cases.own.domain.notices import Said, said_since
from services.cases.own.store import notices as store
from shared.contracts.identity.actor import PersonActor
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY
from shared.database.unit_of_work import UnitOfWork
from shared.database.wakes import EVERYBODY, hear
from shared.live import Batch, EndedBecause, Listener, Listeners
from shared.refusals import NotAllowed, Unavailable

CHANNEL: Final = "cases_own_news"
"""On which the database says, with the commit, about whom there is something new."""
AGAIN_SECONDS: Final = 1.0
ASKED_EVERY_SECONDS: Final = 4.0
"""So often everybody who listens is asked for anew: when the last day of a mandate ends, nobody says so."""

_log = structlog.get_logger("own_notices")


@dataclass(eq=False)
class OwnListener(Listener):
    """Somebody who listens for a person.

    Attributes:
        said: what their stream has said and would find again: until older transactions end, its place stays.
    """

    said: frozenset[Said] = frozenset()


async def tell_people(database: Database, listeners: Listeners) -> None:
    """Wake those for whom there is something new, and read for them, for as long as the service runs."""
    async with asyncio.TaskGroup() as together:
        together.create_task(hear(database, CHANNEL, listeners.wake))
        together.create_task(_ask_again(listeners))
        together.create_task(_read_for_all(database, listeners))


async def forget_own_news(work: UnitOfWork) -> None:
    """Delete what is too old to be news. Background work."""
    await store.forget_news(work)


async def _ask_again(listeners: Listeners) -> None:
    while True:
        await asyncio.sleep(ASKED_EVERY_SECONDS)
        listeners.wake(EVERYBODY)


async def _read_for_all(database: Database, listeners: Listeners) -> None:
    """For each listener who is woken, as the listener. One whose read fails is left alone for a moment, in which the
    others go on.
    """
    while True:
        await listeners.stirred()
        for waiting in listeners.ready().values():
            for listener in waiting:
                try:
                    await _tell(database, listener)
                except (*SERVER_AWAY, asyncpg.PostgresError, Unavailable) as failure:
                    _log.warning("somebody waits", failure=type(failure).__name__)
                    asyncio.get_running_loop().call_later(AGAIN_SECONDS, _wake, listeners, listener)


def _wake(listeners: Listeners, listener: Listener) -> None:
    listener.is_woken = True
    listeners.stir()


async def _tell(database: Database, listener: Listener) -> None:
    assert isinstance(listener, OwnListener), "workers listen elsewhere"
    assert isinstance(listener.actor, PersonActor), "and people here"
    try:
        async with database.work(listener.actor) as work:
            found = await own_news(work, listener.actor, listener.place, listener.said)
    except NotAllowed:
        listener.end(EndedBecause.ACCOUNT)
        return
    listener.said = said_since(found.place, listener.said, found.rows)
    listener.give(Batch(found.rows, found.place), is_all=found.is_all)
