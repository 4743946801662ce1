"""Conflicts of interest in the database. Functions of the schema's owner declare and lift them, grants and all."""

from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.access.predicate import may_know, reader
from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

conflict_of_interest = sa.Table(
    "conflict_of_interest",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="To whom they are close; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency for which they declared it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who is kept out, whichever agency they act for."),
    sa.Column("relation", sa.Text, nullable=False, comment="Coded; personal data of the worker and of the person."),
    sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("lifted_at", sa.DateTime(timezone=True), comment="UTC; empty while it keeps them out."),
    sa.Column("lifted_by", sa.Uuid, comment="Supervisor who lifted it."),
    sa.Column("lifting_reason", sa.Text, comment="Coded; empty while it keeps them out."),
    sa.CheckConstraint("lifted_by <> worker_id", name="second_person"),
    sa.Index(
        "uq_conflict_of_interest_present",
        "person_id",
        "worker_id",
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    ),
    sa.Index("ix_conflict_of_interest_agency", "agency_id", "id"),
    comment="Workers who are close to a person and kept out of the record.",
)

_COLUMNS = """
    c.id, c.person_id, c.municipality_id, c.agency_id, c.worker_id, c.relation, c.declared_at, c.lifted_at,
    c.lifting_reason
"""
_SHOWN = f"(c.worker_id = :reader OR :supervises AND c.agency_id = :reader_agency AND {may_know('c.person_id')})"
_OPEN = Statement(f"SELECT {_COLUMNS} FROM conflict_of_interest c WHERE c.id = :id AND {_SHOWN}")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM conflict_of_interest c
    WHERE c.agency_id = :reader_agency AND {_SHOWN} AND (:lifted OR c.lifted_at IS NULL)
      AND (CAST(:after AS uuid) IS NULL OR c.id > :after)
    ORDER BY c.id LIMIT :limit
""")
_DECLARE = Statement("SELECT declare_conflict(:id, :person_id, :municipality_id, :relation, :at)")
_LIFT = Statement("SELECT lift_conflict(:id, :reason, :at)")


async def declare(work: UnitOfWork, conflict_id: UUID, person_id: UUID, municipality_id: UUID, relation: str) -> None:
    """Keep the acting worker out of a person's record, through every grant that there is or will be."""
    await work.run(
        _DECLARE,
        id=conflict_id,
        person_id=person_id,
        municipality_id=municipality_id,
        relation=relation,
        at=work.now,
    )


async def lift(work: UnitOfWork, conflict_id: UUID, reason: str) -> bool:
    """Let a worker of the acting supervisor's agency in again; False when it was lifted before."""
    return bool(await work.value(_LIFT, id=conflict_id, reason=reason, at=work.now))


async def open_one(work: UnitOfWork, conflict_id: UUID, *, supervises: bool) -> asyncpg.Record | None:
    """One conflict: the reader's own, or one of their agency for a supervisor with a ground for the person."""
    row = await work.row(_OPEN, id=conflict_id, supervises=supervises, **reader(work))
    if row is not None:
        work.lies_in(row["person_id"], row["municipality_id"])
    return row


async def list_some(
    work: UnitOfWork, *, supervises: bool, lifted: bool, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Conflicts declared for the reader's agency that the reader may see, in the order of declaring."""
    values: dict[str, Any] = {"supervises": supervises, "lifted": lifted, "after": after, "limit": limit}
    return await work.rows(_LIST, **values, **reader(work))
