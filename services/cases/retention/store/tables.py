"""The tables of retention: for how long agencies keep what they write, and what is held back from deletion."""

import sqlalchemy as sa

from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

retention_period = sa.Table(
    "retention_period",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant in which it applies."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it, and about whose writing it is."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Privacy officer who wrote it."),
    sa.Column("category", sa.Text, nullable=False, comment="Of what it is about: shared.contracts.cases.vocabulary."),
    sa.Column("kind", sa.Text, comment="Only items of this kind; empty for all that have no rule of their own."),
    sa.Column("counted_from", sa.Text, nullable=False, comment="last_change, case_closed or majority."),
    sa.Column("months", sa.Integer, nullable=False, comment="For how long after that they are kept."),
    sa.Column("article", sa.Text, nullable=False, comment="Which law or schedule says so; about nobody."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("takes_effect_at", _UTC, nullable=False, comment="From when it applies, instead of earlier ones, UTC."),
    sa.Column("retired_at", _UTC, comment="From when nothing is deleted by it, UTC; empty while in use."),
    sa.Column("retired_by", sa.Uuid, comment="Privacy officer who retired it."),
    sa.Index("ix_retention_period_agency", "agency_id", "municipality_id", "category"),
    sa.Index("ix_retention_period_municipality", "municipality_id", "id"),
    sa.CheckConstraint("months > 0", name="some_time"),
    sa.CheckConstraint("counted_from IN ('last_change', 'case_closed', 'majority')", name="counted_from"),
    comment="For how long agencies keep what they write, by category and kind; never changed: a later one replaces it.",
)
legal_hold = sa.Table(
    "legal_hold",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("held", sa.Text, nullable=False, comment="person, case or item."),
    sa.Column("held_id", sa.Uuid, nullable=False, comment="Which; of a person personal data (pseudonym)."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom it is; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that holds."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Privacy officer who holds."),
    sa.Column("reason", sa.Text, nullable=False, comment="Why; free text, may be personal data."),
    sa.Column("held_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("until", _UTC, comment="When it ends by itself, UTC; empty where nobody knows yet."),
    sa.Column("released_at", _UTC, comment="When it was let go before, UTC."),
    sa.Column("released_by", sa.Uuid, comment="Privacy officer who let it go."),
    sa.Index("ix_legal_hold_held", "held_id", postgresql_where=sa.text("released_at IS NULL")),
    sa.Index("ix_legal_hold_person", "person_id", "id"),
    sa.CheckConstraint("held IN ('person', 'case', 'item')", name="held"),
    comment="What is kept whatever any rule says, and why.",
)
