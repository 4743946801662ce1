"""Which documents are held back from deletion, in the database.

Deleting locks the document first, and what names a document locks it by its foreign key: so either the hold is seen by
whoever would delete, or there is nothing to hold any more.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.documents.store import retention_tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound

_SHOWN: Final = """h.id, h.document_id, h.agency_id, h.worker_id, h.held_at, h.released_at, h.released_by,
    CASE WHEN h.agency_id = :reader_agency THEN h.reason END AS reason"""
"""Why another agency holds it is that agency's business."""

_KEEP = Statement("""
    INSERT INTO document_hold (id, document_id, municipality_id, person_id, agency_id, worker_id, reason, held_at)
    VALUES (:id, :document_id, :municipality_id, :person_id, :reader_agency, :reader, :reason, :now)
""")
_OPEN = Statement(f"SELECT {_SHOWN} FROM document_hold h WHERE h.document_id = :document_id AND h.id = :id")
_LIST = Statement(f"""
    SELECT {_SHOWN} FROM document_hold h
    WHERE h.document_id = :document_id AND (CAST(:after AS uuid) IS NULL OR h.id > :after)
    ORDER BY h.id LIMIT :limit
""")
_RELEASE = Statement("""
    UPDATE document_hold SET released_at = :now, released_by = :reader WHERE id = :id AND released_at IS NULL
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new hold.

    Raises:
        NotFound: the document was deleted in this moment.
    """
    try:
        await work.run(_KEEP, **values, **reader(work))
    except asyncpg.ForeignKeyViolationError:
        raise NotFound from None


async def open_one(work: UnitOfWork, document_id: UUID, hold_id: UUID) -> asyncpg.Record | None:
    """One hold on a document that the reader may see."""
    return await work.row(_OPEN, document_id=document_id, id=hold_id, **reader(work))


async def list_some(work: UnitOfWork, document_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """The holds on a document that the reader may see, in the order of their making."""
    return await work.rows(_LIST, document_id=document_id, after=after, limit=limit, **reader(work))


async def release(work: UnitOfWork, hold_id: UUID) -> bool:
    """Keep that it was let go; False when it was before."""
    return bool(await work.run(_RELEASE, id=hold_id, **reader(work)))
