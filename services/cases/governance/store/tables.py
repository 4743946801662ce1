"""The tables of governance. They hold no personal data about those helped."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

governance_entry = sa.Table(
    "governance_entry",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that declared it."),
    sa.Column("kind", sa.Text, nullable=False, comment="services.cases.governance.domain.entries.EntryKind."),
    sa.Column("content", JSONB, nullable=False, comment="What was declared, by the kind's own fields; no person."),
    sa.Column("shared_with", ARRAY(sa.Uuid), nullable=False, comment="Other agencies that read it: joint controllers."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("written_by", sa.Uuid, nullable=False, comment="Worker who declared it."),
    sa.Column("replaces_id", sa.Uuid, comment="The entry in whose place it came."),
    sa.Column("ended_at", _UTC, comment="When it stopped to hold, UTC."),
    sa.Index("ix_governance_entry_agency", "agency_id", "id"),
    comment="Joint controllers, processors and impact assessments, as agencies declare them.",
)
breach = sa.Table(
    "breach",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Controller that became aware of it."),
    sa.Column("kinds", ARRAY(sa.Text), nullable=False, comment="confidentiality, integrity, availability."),
    sa.Column("description", sa.Text, nullable=False, comment="What happened; names nobody who is helped."),
    sa.Column("noticed_at", _UTC, nullable=False, comment="When the agency became aware of it, UTC."),
    sa.Column("happened_from", _UTC, nullable=False, comment="UTC."),
    sa.Column("happened_until", _UTC, nullable=False, comment="UTC, exclusive."),
    sa.Column("worker_id", sa.Uuid, comment="Whose sign-in was used; empty for anybody's of the agency."),
    sa.Column("categories", ARRAY(sa.Text), nullable=False, comment="Which categories; empty for all."),
    sa.Column("recorded_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("recorded_by", sa.Uuid, nullable=False, comment="Worker who recorded it."),
    sa.Column("risk", sa.Text, comment="unlikely, risk or high; empty until it is assessed."),
    sa.Column("risk_because", sa.Text, comment="Why it was assessed so."),
    sa.Column("authority_told_at", _UTC, comment="When the supervisory authority was told, UTC."),
    sa.Column("authority_reference", sa.Text, comment="Under which number."),
    sa.Column("why_late", sa.Text, comment="Why later than 72 hours."),
    sa.Column("people_told_at", _UTC, comment="When the people concerned were told, UTC."),
    sa.Column("people_told_how", sa.Text, comment="How they were told."),
    sa.Column("measures", sa.Text, comment="What was done about it and its effects."),
    sa.Column("closed_at", _UTC, comment="UTC."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag."),
    sa.CheckConstraint("happened_from < happened_until", name="period"),
    sa.Index("ix_breach_agency", "agency_id", "id"),
    comment="Personal data breaches of an agency, and what was done about them.",
)
