"""When agencies are closed, in the database."""

from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.referrals.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

closure = sa.Table(
    "closure",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that does not work."),
    sa.Column("starts_on", sa.Date, nullable=False, comment="First day, a local date."),
    sa.Column("ends_on", sa.Date, nullable=False, comment="Last day, a local date."),
    sa.Column("said_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("said_by_id", sa.Uuid, nullable=False, comment="Worker or system that said so."),
    sa.CheckConstraint("starts_on <= ends_on", "ends_after_it_starts"),
    sa.Index("ix_closure_agency", "agency_id", "ends_on", "id"),
    comment="Days on which agencies do not work, beside weekends and holidays.",
)

_ADD = Statement("""
    INSERT INTO closure (id, agency_id, starts_on, ends_on, said_at, said_by_id)
    VALUES (:id, :agency_id, :starts_on, :ends_on, :said_at, :said_by_id)
""")
_OPEN = Statement("SELECT * FROM closure WHERE id = :id")
_COMING = Statement("""
    SELECT * FROM closure WHERE agency_id = :agency_id AND ends_on >= :today
      AND (CAST(:after AS uuid) IS NULL OR id > :after)
    ORDER BY id LIMIT :limit
""")
_REMOVE = Statement("DELETE FROM closure WHERE id = :id")


async def add(work: UnitOfWork, values: dict[str, object]) -> None:
    """Keep a closure."""
    await work.run(_ADD, **values)


async def open_one(work: UnitOfWork, closure_id: UUID) -> asyncpg.Record | None:
    """One closure."""
    return await work.row(_OPEN, id=closure_id)


async def coming(work: UnitOfWork, agency_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """The closures of an agency that are not over, in the order in which they were said."""
    return await work.rows(_COMING, agency_id=agency_id, after=after, limit=limit, today=work.now.date())


async def remove(work: UnitOfWork, closure_id: UUID) -> None:
    """Forget a closure."""
    await work.run(_REMOVE, id=closure_id)
