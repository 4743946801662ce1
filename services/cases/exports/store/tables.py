"""The tables of copies."""

from typing import Final

import sqlalchemy as sa

from services.cases.schema import metadata
from shared.encryption.columns import sealed_marks

_UTC: Final = sa.DateTime(timezone=True)

rights_export = sa.Table(
    "rights_export",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column(
        "request_id",
        sa.Uuid,
        sa.ForeignKey("cases.rights_request.id"),
        nullable=False,
        unique=True,
        comment="By which it was asked for, and granted.",
    ),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency whose copy it is."),
    sa.Column("made_at", _UTC, nullable=False, comment="Of when it is, UTC."),
    sa.Column("kept_until", _UTC, nullable=False, comment="From when it cannot be taken any more, UTC."),
    sa.Column("deleted_at", _UTC, comment="When its contents were deleted, UTC; empty while they are there."),
    sa.Column("parts", sa.Integer, nullable=False, comment="In how many parts it is kept."),
    sa.Column("volumes", sa.Integer, nullable=False, comment="In how many documents it is printed."),
    sa.Column("items", sa.Integer, nullable=False, comment="How many things it holds."),
    sa.Index("ix_rights_export_kept", "kept_until", postgresql_where=sa.text("deleted_at IS NULL")),
    sa.Index("ix_rights_export_person", "person_id", "id"),
    comment="Copies that people were given of what agencies keep about them; the line stays, what it held does not.",
)
rights_export_part = sa.Table(
    "rights_export_part",
    metadata,
    sa.Column(
        "export_id", sa.Uuid, sa.ForeignKey("cases.rights_export.id"), primary_key=True, comment="Of which copy."
    ),
    sa.Column("number", sa.Integer, primary_key=True, comment="In which order, from 1."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency whose copy it is."),
    sa.Column("section", sa.Text, nullable=False, comment="services.cases.exports.domain.sections.Kept."),
    sa.Column("volume", sa.Integer, nullable=False, comment="In which document it is printed, from 1."),
    sa.Column("weight", sa.Integer, nullable=False, comment="Length of its items, in characters."),
    sealed_marks(
        "items", row="export_id", comment="Personal data: what the agency kept, encrypted where it keeps it so."
    ),
    comment="What a copy holds, fifty thousand characters or a little more in each part; deleted after a month.",
)
