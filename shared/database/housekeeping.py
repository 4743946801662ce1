"""What every service does once an hour: make the next months' partitions, forget what is only kept for a time."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final

from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.regularly import regularly
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.web.idempotency import KEPT as IDEMPOTENCY_KEPT

HOUSEKEEPING: Final = TaskActor("housekeeping")
EVERY_SECONDS: Final = 3600.0
INBOX_KEPT: Final = timedelta(days=45)
"""Longer than the bus keeps an event, so that none is handled twice."""

Tidying = Callable[[UnitOfWork], Awaitable[None]]

_ALONE = Statement("SELECT pg_try_advisory_xact_lock(hashtextextended('parcours.house.' || current_schema(), 0))")
_PARTITIONS = Statement("SELECT ensure_partitions()")
_FORGET_KEYS = Statement("DELETE FROM idempotency WHERE at <= :until")
_FORGET_HANDLED = Statement("DELETE FROM inbox WHERE at <= :until")


async def tidy(database: Database, more: Sequence[Tidying] = ()) -> None:
    """Keep house once, in one transaction; at the same time only one replica does.

    Args:
        more: what this service deletes beside what every service has.
    """
    async with database.work(HOUSEKEEPING) as work:
        if not await work.value(_ALONE):
            return
        await work.row(_PARTITIONS)
        await work.run(_FORGET_KEYS, until=work.now - IDEMPOTENCY_KEPT)
        await work.run(_FORGET_HANDLED, until=work.now - INBOX_KEPT)
        for tidying in more:
            await tidying(work)


async def keep_house(database: Database, more: Sequence[Tidying]) -> None:
    """Keep house for as long as the service runs."""
    await regularly(lambda: tidy(database, more), every_seconds=EVERY_SECONDS, called="housekeeping")
