"""Mandates in the database."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import may_know, reader
from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

mandate = sa.Table(
    "mandate",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency to which the law gives it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who recorded it."),
    sa.Column("article", sa.Text, nullable=False, comment="The article of law."),
    sa.Column("ground", sa.Text, nullable=False, comment="Why it applies here; may be personal data."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="What it covers."),
    sa.Column("operations", ARRAY(sa.Text), nullable=False, comment="What it lets the agency do."),
    sa.Column("purposes", ARRAY(sa.Text), nullable=False, comment="For which purposes of use."),
    sa.Column("overrides_refusal", sa.Boolean, nullable=False, comment="The article overrides a refusal."),
    sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False, comment="UTC, exclusive."),
    sa.Column("review_at", sa.DateTime(timezone=True), nullable=False, comment="When somebody looks at it again, UTC."),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("ended_at", sa.DateTime(timezone=True), comment="When it ended before its time, UTC."),
    sa.Index("ix_mandate_person", "person_id", "id"),
    comment="Legal grounds that do not rest on consent.",
)

_COLUMNS = """
    m.id, m.person_id, m.municipality_id, m.agency_id, m.article, m.ground, m.categories, m.operations, m.purposes,
    m.overrides_refusal, m.valid_from, m.valid_until, m.review_at, m.recorded_at, m.ended_at,
    CASE WHEN m.ended_at IS NOT NULL THEN 'ended' WHEN m.valid_until <= :now THEN 'expired' ELSE 'in_force' END AS state
"""
_KEEP = Statement(sa.insert(mandate).values({column.name: sa.bindparam(column.name) for column in mandate.columns}))
_OPEN = Statement(f"""
    SELECT {_COLUMNS} FROM mandate m
    WHERE m.id = :id AND (m.agency_id = :reader_agency OR {may_know("m.person_id")})
""")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM mandate m
    WHERE m.person_id = :person_id AND {may_know("m.person_id")} AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
    ORDER BY m.id LIMIT :limit
""")
_END = Statement("UPDATE mandate SET ended_at = :at WHERE id = :id AND ended_at IS NULL")
_MUNICIPALITY = Statement("SELECT municipality_of(:person_id)")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new mandate."""
    await work.run(_KEEP, **values)


async def open_one(work: UnitOfWork, mandate_id: UUID) -> asyncpg.Record | None:
    """One mandate of the reader's agency, or on a person whom the reader may know of."""
    return await work.row(_OPEN, id=mandate_id, **reader(work))


async def list_some(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Mandates on one person, in the order of their recording."""
    return await work.rows(_LIST, person_id=person_id, after=after, limit=limit, **reader(work))


async def end(work: UnitOfWork, mandate_id: UUID) -> bool:
    """Keep an end; False when it had ended before."""
    return bool(await work.run(_END, id=mandate_id, at=work.now))


async def municipality_of(work: UnitOfWork, person_id: UUID) -> UUID | None:
    """In whose responsibility a person's record lies; a function of the schema's owner answers, nothing else of it."""
    found: UUID | None = await work.value(_MUNICIPALITY, person_id=person_id)
    return found
