"""Restricted people in the database. A function of the schema's owner puts a decision into every grant."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import may_know, may_oversee, reader
from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

restricted_access = sa.Table(
    "restricted_access",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who is known to few; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency for which it was proposed."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who proposed it."),
    sa.Column("by_privacy_officer", sa.Boolean, nullable=False, comment="Whether they answer for privacy."),
    sa.Column("asked_id", sa.Uuid, comment="Worker asked by name to decide; empty for whoever may."),
    sa.Column("kind", sa.Text, nullable=False, comment="restrict or lift."),
    sa.Column("reason", sa.Text, nullable=False, comment="Coded; personal data."),
    sa.Column("named", ARRAY(sa.Uuid), nullable=False, comment="Workers whom the proposal names."),
    sa.Column("known_to", ARRAY(sa.Uuid), comment="Workers who may know; empty until it is decided."),
    sa.Column("review_on", sa.Date, comment="When somebody looks at it again; empty of one that lifts."),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("state", sa.Text, nullable=False, comment="proposed, rejected, in_force or ended."),
    sa.Column("decided_at", sa.DateTime(timezone=True), comment="When the second worker decided, UTC."),
    sa.Column("decided_by", sa.Uuid, comment="The second worker."),
    sa.Column("ended_at", sa.DateTime(timezone=True), comment="When another decision took its place, UTC."),
    sa.CheckConstraint("decided_by <> worker_id", name="second_person"),
    sa.CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="is_decided_by_somebody"),
    sa.CheckConstraint("(state = 'in_force') <= (known_to IS NOT NULL)", name="is_known_to_somebody"),
    sa.Index("uq_restricted_access_in_force", "person_id", unique=True, postgresql_where=sa.text("state = 'in_force'")),
    sa.Index("ix_restricted_access_person", "person_id", "id"),
    sa.Index(
        "ix_restricted_access_open",
        "municipality_id",
        "id",
        postgresql_where=sa.text("state IN ('proposed', 'in_force')"),
    ),
    comment="Decisions that somebody is known to named workers only, or no longer.",
)

_COLUMNS = """
    r.id, r.person_id, r.municipality_id, r.agency_id, r.worker_id, r.by_privacy_officer, r.asked_id, r.kind, r.reason,
    r.named, r.known_to, r.review_on, r.recorded_at, r.state, r.decided_at, r.decided_by, r.ended_at
"""


def _leads(person: str) -> str:
    return f"""EXISTS (
        SELECT FROM team_member m JOIN case_person p ON p.case_id = m.case_id AND p.left_at IS NULL
        JOIN support_case c ON c.id = m.case_id AND c.state = 'open'
        WHERE p.person_id = {person} AND m.worker_id = :reader AND m.agency_id = :reader_agency AND m.is_lead
          AND m.ended_at IS NULL)"""


_SHOWN = f"""(
    r.asked_id = :reader AND r.state = 'proposed' OR {may_oversee("r.person_id")}
    OR {may_know("r.person_id")} AND {_leads("r.person_id")})"""
_ASK_LEADS = Statement(f"SELECT {_leads('CAST(:person_id AS uuid)')}")
_KEEP = Statement("""
    INSERT INTO restricted_access (id, person_id, municipality_id, agency_id, worker_id, by_privacy_officer, asked_id,
        kind, reason, named, review_on, recorded_at, state)
    VALUES (:id, :person_id, :municipality_id, :agency_id, :worker_id, :by_privacy_officer, :asked_id, :kind, :reason,
        :named, :review_on, :recorded_at, 'proposed')
""")
_OPEN = Statement(f"SELECT {_COLUMNS} FROM restricted_access r WHERE r.id = :id AND r.person_id = :person_id")
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM restricted_access r
    WHERE r.person_id = :person_id AND (CAST(:after AS uuid) IS NULL OR r.id > :after) ORDER BY r.id LIMIT :limit
""")
_OPEN_ONES = Statement(f"""
    SELECT {_COLUMNS} FROM restricted_access r
    WHERE r.municipality_id = ANY (CAST(:municipalities AS uuid[])) AND r.state IN ('proposed', 'in_force')
      AND (CAST(:review_before AS date) IS NULL OR r.review_on < :review_before)
      AND (CAST(:after AS uuid) IS NULL OR r.id > :after) AND {_SHOWN}
    ORDER BY r.id LIMIT :limit
""")
_REJECT = Statement("""
    UPDATE restricted_access SET state = 'rejected', decided_at = :at, decided_by = :by
    WHERE id = :id AND state = 'proposed'
""")
_DECIDE = Statement("SELECT * FROM decide_restricted_access(:id, :at)")
_FORGET = Statement("SELECT * FROM no_longer_known_to(:worker_id, :revoked_at)")


async def leads(work: UnitOfWork, person_id: UUID) -> bool:
    """Whether the reader leads an open case about a person."""
    return bool(await work.value(_ASK_LEADS, person_id=person_id, **_reading(work, "reader", "reader_agency")))


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a proposal."""
    await work.run(_KEEP, **values)


async def open_one(work: UnitOfWork, person_id: UUID, restriction_id: UUID) -> asyncpg.Record | None:
    """One decision or proposal about a person; whoever asks has decided that it is shown."""
    return await work.row(_OPEN, id=restriction_id, person_id=person_id)


async def list_some(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Decisions and proposals about a person, oldest first; whoever asks has decided that they are shown."""
    return await work.rows(_LIST, person_id=person_id, after=after, limit=limit)


async def list_open(
    work: UnitOfWork, municipalities: list[UUID], review_before: date | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What waits for a decision or is in force, of people for whom the reader may see it, oldest first."""
    return await work.rows(
        _OPEN_ONES,
        municipalities=municipalities,
        review_before=review_before,
        after=after,
        limit=limit,
        **reader(work),
    )


async def decide(work: UnitOfWork, restriction_id: UUID) -> list[UUID] | None:
    """Put a proposal into force, in every grant on the person; to whom they are known now.

    Returns:
        None when it does not wait for a decision any more; empty when it was lifted.
    """
    row = await work.row(_DECIDE, id=restriction_id, at=work.now)
    return None if row is None else list(row["known_to"] or ())


async def reject(work: UnitOfWork, restriction_id: UUID, by: UUID) -> bool:
    """Keep that it was rejected; False when it does not wait for a decision."""
    return bool(await work.run(_REJECT, id=restriction_id, at=work.now, by=by))


async def forget_name(work: UnitOfWork, worker_id: UUID, revoked_at: datetime) -> list[asyncpg.Record]:
    """Take a revoked worker out of those who may know; the decisions that named them, as they are now."""
    return await work.rows(_FORGET, worker_id=worker_id, revoked_at=revoked_at)


def _reading(work: UnitOfWork, *names: str) -> dict[str, Any]:
    given = reader(work)
    return {name: given[name] for name in names}
