"""The journal: what happened, append-only, in the same transaction as the change.

`journal` keeps it for ever, in monthly partitions; `outbox` holds a row for each entry that is not yet announced.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from shared.contracts.identity.actor import Actor, PersonActor, TaskActor
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.messaging.events import Event
from shared.sealing.columns import transaction_column


def journal_tables(metadata: sa.MetaData) -> None:
    """Add the journal, its outbox and the inbox to a service's tables."""
    _journal_table(metadata)
    sa.Table(
        "outbox",
        metadata,
        sa.Column("position", sa.BigInteger, primary_key=True, comment="journal.position"),
        sa.Column("event", JSONB, nullable=False, comment="The CloudEvent to announce."),
        comment="Journal entries that the bus has not confirmed yet.",
    )
    sa.Table(
        "inbox",
        metadata,
        sa.Column("subscription", sa.Text, primary_key=True, comment="Which of our subscriptions handled it."),
        sa.Column("event_id", sa.Uuid, primary_key=True, comment="The event's id."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was handled, UTC."),
        sa.Index("ix_inbox_at", "at"),
        comment="Events handled, so that a second delivery changes nothing.",
    )


def _journal_table(metadata: sa.MetaData) -> None:
    sa.Table(
        "journal",
        metadata,
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True, comment="When it happened, UTC; partition key."),
        sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7; the CloudEvents id."),
        sa.Column(
            "position",
            sa.BigInteger,
            sa.Identity(always=True),
            nullable=False,
            comment="Order of writing within this service.",
        ),
        sa.Column("type", sa.Text, nullable=False, comment="parcours.<area>.<past tense>.v1"),
        sa.Column(
            "about", sa.Uuid, nullable=False, comment="What it is about; events on the same thing keep their order."
        ),
        sa.Column("person_id", sa.Uuid, comment="Whom it concerns; a pseudonym, still personal data."),
        sa.Column(
            "municipality_id",
            sa.Uuid,
            comment="Tenant: of the person's record, else the one acted in; empty for background work about nobody.",
        ),
        sa.Column("agency_id", sa.Uuid, comment="Agency that did it, or for which background work did; else empty."),
        sa.Column("actor_id", sa.Uuid, comment="Worker, system or account that did it; empty for background work."),
        sa.Column("task", sa.Text, comment="Name of the background work that did it."),
        sa.Column("data", JSONB, nullable=False, comment="Ids, states and dates; no name, contact or free text."),
        transaction_column(),
        sa.Index("ix_journal_tx", "tx", postgresql_using="brin", postgresql_with={"autosummarize": True}),
        sa.CheckConstraint("person_id IS NULL OR municipality_id IS NOT NULL", "about_somebody_has_a_tenant"),
        postgresql_partition_by="RANGE (at)",
        comment="What happened, append-only.",
    )


TELLING = """
    entry AS (
        INSERT INTO journal (at, id, type, about, person_id, municipality_id, agency_id, actor_id, task, data)
        VALUES (:told_at, :told_id, :told_type, :told_about, :told_person, :told_municipality, :told_agency, :told_by,
                :told_task, :told_data)
        RETURNING position),
    told AS (INSERT INTO outbox (position, event) SELECT position, :told_event FROM entry)
"""
"""The two common table expressions that tell an event, for a statement that changes and tells in one round trip.

Run such a statement with `UnitOfWork.change_and_tell`.
"""

TELL = Statement(f"WITH {TELLING} SELECT FROM entry")


def journal_values(
    event: Event, actor: Actor | PersonActor | TaskActor, now: datetime, municipality_id: UUID | None
) -> dict[str, Any]:
    """The parameters of `TELLING`; the CloudEvents 1.0 envelope among them."""
    event_id = new_id()
    data = event.data()
    return {
        "told_at": now,
        "told_id": event_id,
        "told_type": event.TYPE,
        "told_about": event.about,
        "told_person": event.person,
        "told_municipality": municipality_id,
        "told_agency": None if isinstance(actor, PersonActor) else actor.agency_id,
        "told_by": None if isinstance(actor, TaskActor) else actor.subject,
        "told_task": actor.name if isinstance(actor, TaskActor) else None,
        "told_data": data,
        "told_event": cloud_event(event_id, event.TYPE, event.about, now, data),
    }


def cloud_event(event_id: UUID, kind: str, about: UUID, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    """The envelope.

    Source:
        CloudEvents 1.0, structured JSON mode.
    """
    return {
        "specversion": "1.0",
        "id": str(event_id),
        "type": kind,
        "source": f"/parcours/{kind.split('.')[1]}",
        "subject": str(about),
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }
