"""Delete contents that no document names: what a crash left between the disk and the database."""

import asyncio
from pathlib import Path
from typing import Final

import structlog

from services.cases.documents.store import contents
from services.cases.documents.store import documents as store
from shared.database.housekeeping import Tidying
from shared.database.unit_of_work import UnitOfWork

LEFT_ALONE_SECONDS: Final = 3600.0
"""Much longer than an upload may take: what is younger may still get its row."""

_AT_ONCE: Final = 1_000
_log = structlog.get_logger("documents")


def sweeping(folder: Path, left_alone_seconds: float = LEFT_ALONE_SECONDS) -> Tidying:
    """What housekeeping does about contents in this folder."""

    async def sweep(work: UnitOfWork) -> None:
        old = await asyncio.to_thread(lambda: list(contents.older_than(folder, left_alone_seconds)))
        swept = 0
        for start in range(0, len(old), _AT_ONCE):
            some = old[start : start + _AT_ONCE]
            kept = await store.kept_among(work, [content_id for content_id, _ in some])
            for content_id, path in some:
                if content_id not in kept:
                    await asyncio.to_thread(path.unlink, missing_ok=True)
                    swept += 1
        if swept:
            _log.info("contents without a document were deleted", count=swept)

    return sweep
