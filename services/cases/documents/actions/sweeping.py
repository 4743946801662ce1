"""Delete contents that no document names: what a crash left between the place of contents and the database."""

from datetime import timedelta
from typing import Final

import structlog

from services.cases.documents.store import documents as store
from services.cases.documents.store.contents.keeping import Contents
from shared.database.engine import Database
from shared.database.housekeeping import HOUSEKEEPING

LEFT_ALONE: Final = timedelta(hours=1)
"""Much longer than an upload may take: what is younger may still get its row."""

LOOKED_BACK: Final = timedelta(days=35)
"""For how long they are looked for: not through all that was ever kept, every hour."""

_log = structlog.get_logger("documents")


async def sweep(database: Database, contents: Contents, left_alone: timedelta = LEFT_ALONE) -> None:
    """Look for them once, through all that came lately. Several replicas may do so at a time.

    Raises:
        Unavailable: the place of contents does not answer.
    """
    now, swept = database.clock(), 0
    async for some in contents.untouched(since=now - left_alone, came_after=now - LOOKED_BACK):
        async with database.work(HOUSEKEEPING) as work:
            orphans = frozenset(some) - await store.kept_among(work, some)
        await contents.delete(orphans)
        swept += len(orphans)
    if swept:
        _log.info("contents without a document were deleted", count=swept)
