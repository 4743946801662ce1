"""Background work on one thing after the other, each in a transaction of its own: one that fails keeps no other one
waiting.
"""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import structlog

from services.referrals.lifecycle.domain.patience import Doing
from services.referrals.lifecycle.store import set_aside as store
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY, UNHANDLED
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Unavailable

TASK: Final = TaskActor("clock")

_log = structlog.get_logger("one_by_one")


async def do_one(
    database: Database,
    doing: Doing,
    take: Callable[[UnitOfWork], Awaitable[UUID | None]],
    act: Callable[[UnitOfWork, UUID], Awaitable[None]],
) -> bool:
    """Do what is due to the next thing; whether there was one. What fails is left alone for a while.

    Args:
        take: which one; locks it where several replicas may take the same.

    Raises:
        Unavailable, those of `SERVER_AWAY`: nothing is wrong with this one.
    """
    item_id: UUID | None = None
    try:
        async with database.work(TASK) as work:
            item_id = await take(work)
            if item_id is not None:
                await act(work, item_id)
                await store.take_up(work, doing, item_id)
    except (*SERVER_AWAY, Unavailable):
        raise
    except UNHANDLED as failure:
        if item_id is None:
            raise
        _log.error("left alone for a while", doing=doing, item_id=str(item_id), failure=type(failure).__name__)
        async with database.work(TASK) as work:
            await store.leave_alone(work, doing, item_id)
    return item_id is not None


async def do_this(
    database: Database, doing: Doing, item_id: UUID, act: Callable[[UnitOfWork, UUID], Awaitable[None]]
) -> None:
    """As `do_one`, of a thing that is known."""

    async def take(_work: UnitOfWork) -> UUID:
        return item_id

    await do_one(database, doing, take, act)
