"""The tables of retention: for how long documents are kept, which are held, and which contents are to go."""

import sqlalchemy as sa

from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

retention_rule = sa.Table(
    "retention_rule",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant in which it applies."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that wrote it, and whose documents it is about."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Privacy officer who wrote it."),
    sa.Column("retention", sa.Text, nullable=False, comment="The class: working_paper, case_file or proof."),
    sa.Column("counted_from", sa.Text, nullable=False, comment="last_change or case_closed."),
    sa.Column("months", sa.Integer, nullable=False, comment="For how long documents of the class are kept."),
    sa.Column("article", sa.Text, nullable=False, comment="Which law or schedule says so; about nobody."),
    sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("takes_effect_at", _UTC, nullable=False, comment="From when it applies, instead of earlier ones, UTC."),
    sa.Column("retired_at", _UTC, comment="From when nothing is deleted by it, UTC; empty while in use."),
    sa.Column("retired_by", sa.Uuid, comment="Privacy officer who retired it."),
    sa.Index("ix_retention_rule_agency", "agency_id", "municipality_id", "retention"),
    sa.Index("ix_retention_rule_municipality", "municipality_id", "id"),
    sa.CheckConstraint("months > 0", name="some_time"),
    sa.CheckConstraint("counted_from IN ('last_change', 'case_closed')", name="counted_from"),
    comment="For how long agencies keep documents, by class; never changed.",
)
document_hold = sa.Table(
    "document_hold",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("document_id", sa.Uuid, sa.ForeignKey("cases.document.id"), nullable=False, comment="What is held."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the document."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Whom it is about first; personal data (pseudonym)."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that holds it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Privacy officer who holds it."),
    sa.Column("reason", sa.Text, nullable=False, comment="Why; free text, may be personal data."),
    sa.Column("held_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("released_at", _UTC, comment="When it was let go, UTC; empty while it is held."),
    sa.Column("released_by", sa.Uuid, comment="Privacy officer who let it go."),
    sa.Index("ix_document_hold_document", "document_id", "id"),
    comment="Documents that are kept whatever the rule says, and why.",
)
content_to_delete = sa.Table(
    "content_to_delete",
    metadata,
    sa.Column("content_id", sa.Uuid, primary_key=True, comment="Names the content where contents are kept."),
    sa.Column("deleted_at", _UTC, nullable=False, comment="When its document was deleted, UTC."),
    sa.Index("ix_content_to_delete_at", "deleted_at"),
    comment="Contents whose documents are gone; empty when all are gone too.",
)
