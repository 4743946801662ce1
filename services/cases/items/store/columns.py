"""The columns and indexes that the tables of all items have."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

_UTC = sa.DateTime(timezone=True)
_ABOUT_SEVERAL = "also_about <> '{}'"


def item_columns() -> tuple[sa.Column[object], ...]:
    """Of an item that is written in a case: its id, the case, and all that follows here."""
    return (
        id_column(),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
        *classified_columns(),
        *version_columns(),
    )


def id_column() -> sa.Column[object]:
    """Its name."""
    return sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7.")


def classified_columns() -> tuple[sa.Column[object], ...]:
    """What the predicate needs of everything that somebody writes."""
    return (
        sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the first person."),
        sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
        sa.Column("also_about", ARRAY(sa.Uuid), nullable=False, comment="Others whom it is about; personal data."),
        sa.Column("category", sa.Text, nullable=False, comment="What it is about."),
        sa.Column("sensitivity", sa.Text, nullable=False, comment="ordinary, sensitive or sealed."),
        sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed it."),
        sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that contributed it."),
    )


def version_columns() -> tuple[sa.Column[object], ...]:
    """Which version it is, and whose."""
    return (
        sa.Column("version", sa.Integer, nullable=False, comment="Counts changes of the item itself; the ETag."),
        sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
        sa.Column("changed_at", _UTC, nullable=False, comment="When the present version was written, UTC."),
        sa.Column("changed_by_agency_id", sa.Uuid, nullable=False, comment="Agency that wrote the present version."),
        sa.Column("changed_by_id", sa.Uuid, nullable=False, comment="Worker or system that wrote it."),
    )


def item_indexes(table: str) -> tuple[sa.Index, ...]:
    """Those by which the items of a case and of a person are found, in the order of writing."""
    return (
        sa.Index(f"ix_{table}_case", "case_id", "id"),
        sa.Index(f"ix_{table}_person", "person_id", "id"),
        sa.Index(
            f"ix_{table}_also_about",
            "also_about",
            postgresql_using="gin",
            postgresql_where=sa.text(_ABOUT_SEVERAL),
        ),
    )
