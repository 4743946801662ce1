"""The tables of documents."""

import sqlalchemy as sa

from services.cases.items.store.columns import classified_columns, item_columns, item_indexes
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)


def _content_columns() -> tuple[sa.Column[object], ...]:
    """What is known of the file."""
    return (
        sa.Column("file_name", sa.Text, nullable=False, comment="Personal data: as its sender named it."),
        sa.Column("retention", sa.Text, nullable=False, comment="working_paper, case_file or proof."),
        sa.Column("content_id", sa.Uuid, nullable=False, comment="Names the content where contents are kept."),
        sa.Column("content_type", sa.Text, nullable=False, comment="Media type, as the content itself says."),
        sa.Column("size_bytes", sa.Integer, nullable=False, comment="Bytes of the content."),
        sa.Column("sha256", sa.Text, nullable=False, comment="Digest of the content, hexadecimal."),
        sa.Column("scan", sa.Text, nullable=False, comment="clean or not_scanned."),
    )


document = sa.Table(
    "document",
    metadata,
    *item_columns(may_be_a_persons=True),
    *_content_columns(),
    *item_indexes("document"),
    sa.Column("account_id", sa.Uuid, comment="Account of the person, or of who represents them, who sent it."),
    sa.Column("relationship_id", sa.Uuid, comment="By which they represent the person; empty for the person."),
    sa.CheckConstraint("num_nonnulls(worker_id, account_id) = 1", name="has_one_sender"),
    sa.CheckConstraint("account_id IS NOT NULL OR relationship_id IS NULL", name="represents_by_an_account"),
    sa.Column(
        "look_again_at",
        _UTC,
        nullable=False,
        server_default=sa.text("now()"),
        comment="When retention asks next whether it is due, UTC.",
    ),
    sa.Index("ix_document_content", "content_id"),
    sa.Index("ix_document_look_again", "look_again_at"),
    comment="Files about people; their contents are kept beside the database.",
)
document_version = sa.Table(
    "document_version",
    metadata,
    sa.Column("document_id", sa.Uuid, sa.ForeignKey("cases.document.id"), primary_key=True, comment="The document."),
    sa.Column("version", sa.Integer, primary_key=True, comment="Which version of it."),
    *classified_columns(),
    *_content_columns(),
    sa.Column("changed_at", _UTC, nullable=False, comment="When this version was written, UTC."),
    sa.Column("changed_by_agency_id", sa.Uuid, nullable=False, comment="Agency that wrote this version."),
    sa.Column("changed_by_id", sa.Uuid, nullable=False, comment="Worker or system that wrote this version."),
    sa.Index("ix_document_version_content", "content_id"),
    comment="What documents were before they were corrected or replaced.",
)
document_evidence = sa.Table(
    "document_evidence",
    metadata,
    sa.Column("ground_id", sa.Uuid, primary_key=True, comment="The consent or mandate."),
    sa.Column(
        "document_id", sa.Uuid, sa.ForeignKey("cases.document.id"), primary_key=True, comment="What shows that it is."
    ),
    sa.Column("ground_kind", sa.Text, nullable=False, comment="consent or mandate."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Whose ground it is; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that named it, and recorded the ground."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that named it."),
    sa.Column("named_at", _UTC, nullable=False, comment="When it was named, UTC."),
    sa.Column("taken_back_at", _UTC, comment="When it was said not to be evidence after all, UTC."),
    sa.Index("ix_document_evidence_person", "person_id"),
    sa.CheckConstraint("ground_kind IN ('consent', 'mandate')", name="ground_kind"),
    comment="Which documents show that consents were given and mandates exist.",
)
