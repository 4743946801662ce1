"""Absences in the database."""

from uuid import UUID

import asyncpg

from services.cases.tasks.domain.absence import Absence
from services.cases.tasks.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_SHOWN = "a.id, a.agency_id, a.worker_id, a.deputy_id, a.starts_at, a.ends_at, a.said_at, a.said_by_id"
_CONCERNS = """a.agency_id = :agency_id AND (CAST(:reader AS uuid) IS NULL OR :reader IN (a.worker_id, a.deputy_id))"""
"""Absence `a` is of the agency, and of the reader where it says whose."""
_KEEP = Statement("""
    INSERT INTO absence (id, agency_id, worker_id, deputy_id, starts_at, ends_at, said_at, said_by_id)
    VALUES (:id, :agency_id, :worker_id, :deputy_id, :starts_at, :ends_at, :now, :reader)
""")
_LIST = Statement(f"""
    SELECT {_SHOWN} FROM absence a
    WHERE {_CONCERNS} AND a.ends_at > :now AND (CAST(:after AS uuid) IS NULL OR a.id > :after)
    ORDER BY a.id LIMIT :limit
""")
_OPEN = Statement(f"SELECT {_SHOWN} FROM absence a WHERE a.id = :id AND {_CONCERNS}")
_END = Statement("UPDATE absence SET ends_at = greatest(starts_at, CAST(:now AS timestamptz)) WHERE id = :id")


async def keep(work: UnitOfWork, absence: Absence, said_by: UUID) -> None:
    """Keep a new one."""
    await work.run(
        _KEEP,
        id=absence.id,
        agency_id=absence.agency_id,
        worker_id=absence.worker_id,
        deputy_id=absence.deputy_id,
        starts_at=absence.starts_at,
        ends_at=absence.ends_at,
        now=work.now,
        reader=said_by,
    )


async def open_one(work: UnitOfWork, absence_id: UUID, agency_id: UUID, of: UUID | None) -> asyncpg.Record | None:
    """One of the agency.

    Args:
        of: who must be away or stand in; None for anybody.
    """
    return await work.row(_OPEN, id=absence_id, agency_id=agency_id, reader=of)


async def list_some(
    work: UnitOfWork, agency_id: UUID, of: UUID | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Those of the agency that are not over, in the order in which they were said; `of` as for one."""
    return await work.rows(_LIST, agency_id=agency_id, reader=of, after=after, limit=limit, now=work.now)


async def end(work: UnitOfWork, absence_id: UUID) -> None:
    """Keep that it ends now, or never began."""
    await work.run(_END, id=absence_id, now=work.now)
