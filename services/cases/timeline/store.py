"""The timeline in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import reader
from services.cases.schema import metadata
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import BEGINNINGS, Line, shown_as
from services.cases.timeline.predicate import grounds_of_line, may_see_line
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.sealing.columns import transaction_column

timeline_entry = sa.Table(
    "timeline_entry",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7; the event's id for what another service told."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Around whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it happened, UTC."),
    sa.Column("kind", sa.Text, nullable=False, comment="What happened: services.cases.timeline.domain.kinds.LineKind."),
    sa.Column("shown_as", sa.Text, nullable=False, comment="By which rule it is shown: timeline.domain.lines.ShownAs."),
    sa.Column("category", sa.Text, comment="Category of the item now; empty where the rule needs none."),
    sa.Column("sensitivity", sa.Text, nullable=False, comment="ordinary, sensitive or sealed, as the item is now."),
    sa.Column("category_then", sa.Text, comment="The item's when the line was written, where that is not the same."),
    sa.Column("sensitivity_then", sa.Text, comment="Likewise."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed what the line is about."),
    sa.Column("worker_id", sa.Uuid, comment="Worker or system that contributed it."),
    sa.Column("by_agency_id", sa.Uuid, comment="Agency that did it; empty for background work."),
    sa.Column("by_id", sa.Uuid, comment="Worker or system that did it; empty for background work."),
    sa.Column("also_about", ARRAY(sa.Uuid), nullable=False, comment="Other people the item is about; personal data."),
    sa.Column("parties", ARRAY(sa.Uuid), nullable=False, comment="Agencies of the case or referral, or that it names."),
    sa.Column("case_id", sa.Uuid, comment="The case it belongs to."),
    sa.Column("referral_id", sa.Uuid, comment="The referral it belongs to."),
    sa.Column("item_id", sa.Uuid, comment="Note, need, goal, action, thread, consent, mandate or membership."),
    sa.Column("state", sa.Text, comment="The new state."),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False, comment="Order of writing."),
    transaction_column(),
    sa.Index("ix_timeline_entry_tx", "tx"),
    sa.Index("ix_timeline_entry_person", "person_id", sa.text("at DESC"), sa.text("id DESC")),
    sa.Index("ix_timeline_entry_case", "case_id", sa.text("at DESC"), postgresql_where=sa.text("case_id IS NOT NULL")),
    sa.Index("ix_timeline_entry_referral", "referral_id", postgresql_where=sa.text("referral_id IS NOT NULL")),
    sa.Index("ix_timeline_entry_item", "item_id", postgresql_where=sa.text("item_id IS NOT NULL")),
    comment="What happened around people, one line a fact, written with it.",
)


_ADD = Statement("""
    INSERT INTO timeline_entry (id, person_id, municipality_id, at, kind, shown_as, category, sensitivity, agency_id,
        worker_id, by_agency_id, by_id, also_about, parties, case_id, referral_id, item_id, state)
    VALUES (:id, :person_id, :municipality_id, :at, :kind, :shown_as, :category, :sensitivity, :agency_id,
        :worker_id, :by_agency_id, :by_id, :also_about, :parties, :case_id, :referral_id, :item_id, :state)
""")
_RECLASSIFY = Statement("""
    UPDATE timeline_entry SET category = :category, sensitivity = :sensitivity,
        category_then = CASE WHEN kind <> ALL (CAST(:beginnings AS text[])) THEN coalesce(category_then, category) END,
        sensitivity_then = CASE WHEN kind <> ALL (CAST(:beginnings AS text[]))
                                THEN coalesce(sensitivity_then, sensitivity) END
    WHERE item_id = :item_id
""")
_HAS = Statement("""
    SELECT EXISTS (SELECT FROM timeline_entry WHERE referral_id = :referral_id AND kind = :kind)
""")
_HAS_MOVED_SINCE = Statement("""
    SELECT EXISTS (SELECT FROM timeline_entry WHERE referral_id = :referral_id AND shown_as = 'referral' AND at > :at)
""")
_PERSON_OF_REFERRAL = Statement(f"""
    SELECT e.person_id FROM timeline_entry e WHERE e.referral_id = :referral_id AND {may_see_line("e")} LIMIT 1
""")
_LIST = Statement(f"""
    SELECT e.id, e.at, e.kind, e.category, e.by_agency_id, e.by_id, e.case_id, e.referral_id, e.item_id, e.state,
           {grounds_of_line("e")} AS grounds
    FROM timeline_entry e
    WHERE e.person_id = :person_id AND {may_see_line("e")}
      AND (CAST(:after_at AS timestamptz) IS NULL OR (e.at, e.id) < (:after_at, CAST(:after_id AS uuid)))
    ORDER BY e.at DESC, e.id DESC LIMIT :limit
""")


async def add(work: UnitOfWork, lines: Sequence[tuple[UUID, datetime, Line]]) -> None:
    """Keep lines, each with its id and time."""
    await work.run_many(_ADD, [_values(line_id, at, line) for line_id, at, line in lines])


async def reclassify(work: UnitOfWork, item_id: UUID, category: Category, sensitivity: Sensitivity) -> None:
    """Let the lines about an item follow its category and sensitivity; what they were stands beside them."""
    beginnings = sorted(BEGINNINGS)
    await work.run(_RECLASSIFY, item_id=item_id, category=category, sensitivity=sensitivity, beginnings=beginnings)


async def has_line(work: UnitOfWork, referral_id: UUID, kind: LineKind) -> bool:
    """Whether this happened to a referral."""
    return bool(await work.value(_HAS, referral_id=referral_id, kind=kind))


async def has_moved_since(work: UnitOfWork, referral_id: UUID, at: datetime) -> bool:
    """Whether anything happened to a referral after this time."""
    return bool(await work.value(_HAS_MOVED_SINCE, referral_id=referral_id, at=at))


async def person_of_referral(work: UnitOfWork, referral_id: UUID) -> UUID | None:
    """Whom a referral is about, of which the reader may see a line."""
    found: UUID | None = await work.value(_PERSON_OF_REFERRAL, referral_id=referral_id, **reader(work))
    return found


async def list_some(
    work: UnitOfWork, person_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Lines of one person that the reader may see, newest first."""
    after_at, after_id = after or (None, None)
    return await work.rows(
        _LIST, person_id=person_id, after_at=after_at, after_id=after_id, limit=limit, **reader(work)
    )


def _values(line_id: UUID, at: datetime, line: Line) -> dict[str, Any]:
    return {
        "id": line_id,
        "person_id": line.person_id,
        "municipality_id": line.municipality_id,
        "at": at,
        "kind": line.kind,
        "shown_as": shown_as(line.kind),
        "category": line.category,
        "sensitivity": line.sensitivity,
        "agency_id": line.agency_id,
        "worker_id": line.worker_id,
        "by_agency_id": line.by_agency_id,
        "by_id": line.by_id,
        "also_about": sorted(line.also_about),
        "parties": sorted(line.parties),
        "case_id": line.case_id,
        "referral_id": line.referral_id,
        "item_id": line.item_id,
        "state": line.state,
    }
