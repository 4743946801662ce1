"""What was imported, in the database."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from shared.contracts.identity.vocabulary import AgencyId
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_ONE_AT_A_TIME = Statement("SELECT pg_advisory_xact_lock(hashtextextended('parcours.directory.import', 0))")
_KEEP = Statement("""
    INSERT INTO directory_import
        (id, publisher_id, feed, run_id, completes_run, imported_at, imported_by, rows, passed_over, vanished)
    VALUES (:id, :publisher_id, :feed, :run_id, :completes_run, :imported_at, :imported_by, :rows, :passed_over,
            :vanished)
""")
_COLUMNS = "id, feed, run_id, completes_run, imported_at, rows, passed_over, vanished"
_OPEN = Statement(f"SELECT {_COLUMNS} FROM directory_import WHERE id = :id AND publisher_id = :publisher_id")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM directory_import
    WHERE publisher_id = :publisher_id AND (CAST(:before AS uuid) IS NULL OR id < :before) ORDER BY id DESC LIMIT :limit
""")
_IS_COMPLETE = Statement("SELECT EXISTS (SELECT FROM directory_import WHERE run_id = :run_id AND completes_run)")


async def wait_for_turn(work: UnitOfWork) -> None:
    """Imports run one after the other, so that two feeds cannot take the same id at once."""
    await work.rows(_ONE_AT_A_TIME)


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep what became of an import."""
    await work.run(_KEEP, **values)


async def open_one(work: UnitOfWork, import_id: UUID, publisher: AgencyId) -> asyncpg.Record | None:
    """An import of this agency."""
    return await work.row(_OPEN, id=import_id, publisher_id=publisher)


async def list_some(work: UnitOfWork, publisher: AgencyId, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Imports of this agency, the latest first."""
    return await work.rows(_LIST, publisher_id=publisher, before=before, limit=limit)


async def run_is_complete(work: UnitOfWork, run_id: UUID) -> bool:
    """Whether a document of this run said that it was the last."""
    return bool(await work.value(_IS_COMPLETE, run_id=run_id))
