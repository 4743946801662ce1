"""Mandates in the database."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import may_oversee, not_kept_out_of, reader
from services.cases.mandates.domain import Mandate, MandateState, OverridingGround
from services.cases.schema import metadata
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector
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
    sa.Column("overrides_refusal_because", sa.Text, comment="Why it overrides a refusal; empty where it does not."),
    sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False, comment="UTC, exclusive."),
    sa.Column("review_at", sa.DateTime(timezone=True), nullable=False, comment="When somebody looks at it again, UTC."),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("state", sa.Text, nullable=False, comment="proposed, confirmed, rejected or ended."),
    sa.Column("decided_at", sa.DateTime(timezone=True), comment="When it was confirmed or rejected, UTC."),
    sa.Column("decided_by", sa.Uuid, comment="The second worker, who confirmed or rejected it."),
    sa.Column("ended_at", sa.DateTime(timezone=True), comment="When it ended before its time, UTC."),
    sa.CheckConstraint("state IN ('proposed', 'confirmed', 'rejected', 'ended')", name="state"),
    sa.CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="is_decided_by_somebody"),
    sa.CheckConstraint("decided_by <> worker_id", name="second_person"),
    sa.Index("ix_mandate_person", "person_id", "id"),
    sa.Index("ix_mandate_proposed", "agency_id", "id", postgresql_where=sa.text("state = 'proposed'")),
    comment="Legal grounds that do not rest on consent.",
)

_COLUMNS = """
    m.id, m.person_id, m.municipality_id, m.agency_id, m.article, m.ground, m.categories, m.operations, m.purposes,
    m.overrides_refusal_because, m.valid_from, m.valid_until, m.review_at, m.recorded_at, m.decided_at, m.ended_at,
    m.worker_id,
    CASE WHEN m.state IN ('proposed', 'confirmed') AND m.valid_until <= :now THEN 'expired' ELSE m.state END AS state
"""
_KEEP = Statement(sa.insert(mandate).values({column.name: sa.bindparam(column.name) for column in mandate.columns}))
_SHOWN = f"""(
    (m.agency_id = :reader_agency OR m.state IN ('confirmed', 'ended') AND {may_oversee("m.person_id")})
    AND {not_kept_out_of("m.person_id")})"""
_OPEN = Statement(f"SELECT {_COLUMNS} FROM mandate m WHERE m.id = :id AND {_SHOWN}")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM mandate m
    WHERE m.person_id = :person_id AND {_SHOWN} AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
    ORDER BY m.id LIMIT :limit
""")
_LIST_PROPOSED = Statement(f"""
    SELECT {_COLUMNS} FROM mandate m
    WHERE m.agency_id = :reader_agency AND m.state = 'proposed' AND m.valid_until > :now
      AND {not_kept_out_of("m.person_id")}
      AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
    ORDER BY m.id LIMIT :limit
""")
_DECIDE = Statement("""
    UPDATE mandate SET state = :state, decided_at = :at, decided_by = :by
    WHERE id = :id AND state = 'proposed' AND valid_until > :at
""")
_END = Statement("UPDATE mandate SET state = 'ended', ended_at = :at WHERE id = :id AND state = 'confirmed'")
_MUNICIPALITY = Statement("SELECT municipality_of(:person_id)")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new mandate."""
    await work.run(_KEEP, **values)


async def open_one(work: UnitOfWork, mandate_id: UUID) -> asyncpg.Record | None:
    """One mandate of the reader's agency, or one that was confirmed, on a person whose grounds the reader oversees."""
    row = await work.row(_OPEN, id=mandate_id, **reader(work))
    if row is not None:
        work.lies_in(row["person_id"], row["municipality_id"])
    return row


async def list_some(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Mandates on one person, in the order of their recording."""
    return await work.rows(_LIST, person_id=person_id, after=after, limit=limit, **reader(work))


async def list_proposed(work: UnitOfWork, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Mandates of the reader's agency that wait for a decision, in the order of their recording."""
    return await work.rows(_LIST_PROPOSED, after=after, limit=limit, **reader(work))


async def decide(work: UnitOfWork, mandate_id: UUID, state: MandateState, by: UUID) -> bool:
    """Keep a decision; False when it does not wait for one."""
    return bool(await work.run(_DECIDE, id=mandate_id, state=state, at=work.now, by=by))


async def end(work: UnitOfWork, mandate_id: UUID) -> bool:
    """Keep an end; False when it was not in force."""
    return bool(await work.run(_END, id=mandate_id, at=work.now))


def mandate_from(row: asyncpg.Record, sector: Sector) -> Mandate:
    """A row as the domain sees it.

    Args:
        sector: of the mandated agency.
    """
    because = row["overrides_refusal_because"]
    return Mandate(
        id=row["id"],
        person_id=row["person_id"],
        municipality_id=row["municipality_id"],
        agency_id=row["agency_id"],
        sector=sector,
        categories=frozenset(Category(one) for one in row["categories"]),
        operations=frozenset(Operation(one) for one in row["operations"]),
        purposes=frozenset(Purpose(one) for one in row["purposes"]),
        overrides_refusal_because=because and OverridingGround(because),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
    )


async def municipality_of(work: UnitOfWork, person_id: UUID) -> UUID | None:
    """In whose responsibility a person's record lies; a function of the schema's owner answers, nothing else of it."""
    found: UUID | None = await work.value(_MUNICIPALITY, person_id=person_id)
    return found
