"""Mandates in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import may_oversee, not_kept_out_of, reader
from services.cases.legal_grounds.domain import OverridingGround
from services.cases.mandates.domain import Mandate, MandateState
from services.cases.schema import metadata
from shared.contracts.cases.vocabulary import Category, Level, Operation
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
    sa.Column("legal_ground_id", sa.Uuid, comment="The version of the catalogue's entry on which it rests."),
    sa.Column("article", sa.Text, nullable=False, comment="The article of law."),
    sa.Column("ground", sa.Text, nullable=False, comment="Why it applies here; may be personal data."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="What it covers."),
    sa.Column("operations", ARRAY(sa.Text), nullable=False, comment="What it lets the agency do."),
    sa.Column("purposes", ARRAY(sa.Text), nullable=False, comment="For which purposes of use."),
    sa.Column("overrides_refusal_because", sa.Text, comment="Why it overrides a refusal; empty where it does not."),
    sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False, comment="UTC, exclusive."),
    sa.Column("level", sa.SmallInteger, nullable=False, comment="1 know-of, 2 summary, 3 full."),
    sa.Column("confirmed_by", sa.Text, nullable=False, comment="Who confirms it: privacy_officer or supervisor."),
    sa.Column("ends_unless_reviewed", sa.Boolean, nullable=False, comment="It ends on its day of review otherwise."),
    sa.Column("reviewed_at", sa.DateTime(timezone=True), comment="When somebody last looked at it again, UTC."),
    sa.Column("reviewed_by", sa.Uuid, comment="Who did."),
    sa.Column("withheld_because", sa.Text, comment="Why it is kept from the person; may be personal data."),
    sa.Column("withheld_until", sa.DateTime(timezone=True), comment="Until when, UTC; never after its review."),
    sa.Column("review_at", sa.DateTime(timezone=True), nullable=False, comment="When somebody looks at it again, UTC."),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("state", sa.Text, nullable=False, comment="proposed, confirmed, rejected or ended."),
    sa.Column("decided_at", sa.DateTime(timezone=True), comment="When it was confirmed or rejected, UTC."),
    sa.Column("decided_by", sa.Uuid, comment="The second worker, who confirmed or rejected it."),
    sa.Column("ended_at", sa.DateTime(timezone=True), comment="When it ended before its time, UTC."),
    sa.CheckConstraint("state IN ('proposed', 'confirmed', 'rejected', 'ended')", name="state"),
    sa.CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="is_decided_by_somebody"),
    sa.CheckConstraint("decided_by <> worker_id", name="second_person"),
    sa.CheckConstraint("confirmed_by IN ('privacy_officer', 'supervisor')", name="confirmed_by"),
    sa.CheckConstraint(
        "(withheld_because IS NULL) = (withheld_until IS NULL)"
        " AND (withheld_until IS NULL OR withheld_until <= review_at)",
        name="is_not_for_ever",
    ),
    sa.Index("ix_mandate_person", "person_id", "id"),
    sa.Index("ix_mandate_proposed", "agency_id", "id", postgresql_where=sa.text("state = 'proposed'")),
    comment="Legal grounds that do not rest on consent.",
)

_ENDS = "CASE WHEN m.ends_unless_reviewed THEN least(m.valid_until, m.review_at) ELSE m.valid_until END"
_COLUMNS = f"""
    m.id, m.person_id, m.municipality_id, m.agency_id, m.article, m.ground, m.categories, m.operations, m.purposes,
    m.overrides_refusal_because, m.valid_from, m.valid_until, m.review_at, m.recorded_at, m.decided_at, m.ended_at,
    m.worker_id, m.legal_ground_id, m.level, m.confirmed_by, m.ends_unless_reviewed, m.reviewed_at,
    m.withheld_because, m.withheld_until,
    CASE WHEN m.state IN ('proposed', 'confirmed') AND {_ENDS} <= :now THEN 'expired' ELSE m.state END AS state
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
    WHERE m.agency_id = :reader_agency AND m.state = 'proposed' AND {_ENDS} > :now
      AND {not_kept_out_of("m.person_id")}
      AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
    ORDER BY m.id LIMIT :limit
""")
_DECIDE = Statement(f"""
    UPDATE mandate m SET state = :state, decided_at = :at, decided_by = :by
    WHERE m.id = :id AND m.state = 'proposed' AND {_ENDS} > :at
""")
_REVIEW = Statement(f"""
    UPDATE mandate m SET review_at = :review_at, reviewed_at = :at, reviewed_by = :by,
        withheld_because = CASE WHEN CAST(:withheld_until AS timestamptz) IS NOT NULL THEN m.withheld_because END,
        withheld_until = CASE WHEN m.withheld_because IS NOT NULL THEN CAST(:withheld_until AS timestamptz) END
    WHERE m.id = :id AND m.state = 'confirmed' AND {_ENDS} > :at
""")
_RELEASE = Statement("""
    UPDATE mandate SET withheld_because = NULL, withheld_until = NULL WHERE id = :id AND withheld_until > :at
""")
_LIST_TO_REVIEW = Statement(f"""
    SELECT {_COLUMNS} FROM mandate m
    WHERE m.agency_id = :reader_agency AND m.state = 'confirmed' AND {_ENDS} > :now AND m.review_at <= :before
      AND {not_kept_out_of("m.person_id")}
      AND (CAST(:after AS uuid) IS NULL OR m.id > :after)
    ORDER BY m.id LIMIT :limit
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


async def review(
    work: UnitOfWork, mandate_id: UUID, review_at: datetime, withheld_until: datetime | None, by: UUID
) -> bool:
    """Keep that somebody looked at it again, and when it is looked at next; False when it is not in force.

    Args:
        withheld_until: until when what is kept from the person is kept from them now; None to let them see it.
    """
    moved = {"review_at": review_at, "withheld_until": withheld_until}
    return bool(await work.run(_REVIEW, id=mandate_id, at=work.now, by=by, **moved))


async def release(work: UnitOfWork, mandate_id: UUID) -> bool:
    """Let the person see it; False when it is not kept from them."""
    return bool(await work.run(_RELEASE, id=mandate_id, at=work.now))


async def list_to_review(work: UnitOfWork, before: datetime, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Mandates of the reader's agency in force that are to be looked at again before then, oldest first."""
    return await work.rows(_LIST_TO_REVIEW, before=before, after=after, limit=limit, **reader(work))


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
        level=Level(row["level"]),
        review_at=row["review_at"],
        ends_unless_reviewed=row["ends_unless_reviewed"],
    )


async def municipality_of(work: UnitOfWork, person_id: UUID) -> UUID | None:
    """In whose responsibility a person's record lies; a function of the schema's owner answers, nothing else of it."""
    found: UUID | None = await work.value(_MUNICIPALITY, person_id=person_id)
    return found
