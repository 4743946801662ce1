"""Work that is done again and again as long as a service runs, and waits while the database or a part of it is away."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg
import structlog

from shared.database.failures import SERVER_AWAY
from shared.refusals import Unavailable

TRY_AGAIN_SECONDS: Final = 5.0
AFTER_A_MISTAKE_SECONDS: Final = 60.0
_log = structlog.get_logger("regularly")


async def regularly(work: Callable[[], Awaitable[None]], *, every_seconds: float, called: str) -> None:
    """Do this work for ever, with pauses; after a failure of what it stands on, soon again; whatever else fails is
    logged, and ends it never.

    Args:
        called: in the log.
    """
    while True:
        try:
            await work()
            await asyncio.sleep(every_seconds)
        except (*SERVER_AWAY, asyncpg.PostgresError, Unavailable) as failure:
            _log.warning(f"{called} waits", failure=type(failure).__name__)
            await asyncio.sleep(TRY_AGAIN_SECONDS)
        except Exception as mistake:  # noqa: BLE001 - work that ended would never be done again
            _log.error(f"{called} failed", failure=type(mistake).__name__)
            await asyncio.sleep(min(every_seconds, AFTER_A_MISTAKE_SECONDS))
