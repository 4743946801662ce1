"""Emergencies in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.access.predicate import reader
from services.cases.emergencies.predicate import may_see_emergency
from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

emergency_access = sa.Table(
    "emergency_access",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Whose record was opened; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency for which the worker acted."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who opened it."),
    sa.Column("reason", sa.Text, nullable=False, comment="Coded."),
    sa.Column("words", sa.Text, nullable=False, comment="What the worker said of it; personal data."),
    sa.Column("began_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False, comment="UTC, exclusive."),
    sa.Column("outcome", sa.Text, comment="What was found: justified, to_be_examined or misuse; empty until then."),
    sa.Column("reviewed_at", sa.DateTime(timezone=True), comment="UTC."),
    sa.Column("reviewed_by", sa.Uuid, comment="Privacy officer who found it."),
    sa.CheckConstraint("reviewed_by <> worker_id", name="second_person"),
    sa.CheckConstraint("(outcome IS NULL) = (reviewed_by IS NULL)", name="is_found_by_somebody"),
    sa.Index("ix_emergency_access_agency", "agency_id", "id"),
    sa.Index("ix_emergency_access_person", "person_id", "id"),
    comment="Records that were opened without a ground, in an emergency.",
)

_COLUMNS = """
    e.id, e.person_id, e.municipality_id, e.agency_id, e.worker_id, e.reason, e.words, e.began_at, e.valid_until,
    e.outcome, e.reviewed_at, e.reviewed_by
"""
_MUNICIPALITY = Statement("SELECT municipality_of(:person_id)")
_KEEP = Statement("""
    INSERT INTO emergency_access (id, person_id, municipality_id, agency_id, worker_id, reason, words, began_at,
        valid_until)
    VALUES (:id, :person_id, :municipality_id, :agency_id, :worker_id, :reason, :words, :began_at, :valid_until)
""")
_OPEN = Statement(f"SELECT {_COLUMNS} FROM emergency_access e WHERE e.id = :id AND {may_see_emergency('e')}")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM emergency_access e
    WHERE {may_see_emergency("e")}
      AND (CAST(:reviewed AS boolean) IS NULL
           OR :reviewed = coalesce(e.outcome IN ('justified', 'misuse'), false))
      AND (CAST(:after AS uuid) IS NULL OR e.id > :after)
    ORDER BY e.id LIMIT :limit
""")
_FIND = Statement("""
    UPDATE emergency_access SET outcome = :outcome, reviewed_at = :at, reviewed_by = :by
    WHERE id = :id AND (outcome IS NULL OR outcome = 'to_be_examined')
""")
_COUNT = Statement(f"""
    SELECT e.reason, e.outcome, count(*) AS many FROM emergency_access e
    WHERE e.began_at >= :since AND {may_see_emergency("e")}
    GROUP BY e.reason, e.outcome ORDER BY e.reason, e.outcome NULLS FIRST
""")


async def municipality_of(work: UnitOfWork, person_id: UUID) -> UUID | None:
    """In whose responsibility a record lies, where the agency works and if nothing keeps the worker from the person."""
    found: UUID | None = await work.value(_MUNICIPALITY, person_id=person_id)
    return found


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep that a record is opened."""
    await work.run(_KEEP, **values)


async def open_one(work: UnitOfWork, emergency_id: UUID) -> asyncpg.Record | None:
    """One that the reader may see."""
    row = await work.row(_OPEN, id=emergency_id, **reader(work))
    if row is not None:
        work.lies_in(row["person_id"], row["municipality_id"])
    return row


async def list_some(work: UnitOfWork, *, reviewed: bool | None, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those that the reader may see, oldest first."""
    return await work.rows(_LIST, reviewed=reviewed, after=after, limit=limit, **reader(work))


async def find(work: UnitOfWork, emergency_id: UUID, outcome: str, by: UUID) -> bool:
    """Keep what was found; False where it was found before."""
    return bool(await work.run(_FIND, id=emergency_id, outcome=outcome, at=work.now, by=by))


async def counts(work: UnitOfWork, since: datetime) -> list[asyncpg.Record]:
    """How many there were, by reason and outcome, of those that the reader may see."""
    return await work.rows(_COUNT, since=since, **reader(work))
