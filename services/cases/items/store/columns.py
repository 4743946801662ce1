"""The columns and indexes that the tables of all items have."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

_UTC = sa.DateTime(timezone=True)
_ABOUT_SEVERAL = "also_about <> '{}'"
_CONTRIBUTED = (
    "Worker or system that contributed it.",
    "Worker or system that contributed it; empty for the person's own word, or that of who represents them.",
)
_WROTE = ("Worker or system that wrote it.", "Worker or system that wrote it; empty where the person themselves did.")


def item_columns(
    *, may_be_moved_by_people: bool = False, may_be_a_persons: bool = False
) -> tuple[sa.Column[object], ...]:
    """Of an item that is written in a case: its id, the case, and all that follows here.

    Args:
        may_be_moved_by_people: a worker writes it, and its person may say how it goes.
        may_be_a_persons: people write it themselves too, as `classified_columns` says.
    """
    return (
        id_column(),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
        *classified_columns(may_be_a_persons=may_be_a_persons),
        *version_columns(may_be_a_persons=may_be_a_persons or may_be_moved_by_people),
    )


def id_column() -> sa.Column[object]:
    """Its name."""
    return sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7.")


def classified_columns(*, may_be_a_persons: bool = False) -> tuple[sa.Column[object], ...]:
    """What the predicate needs of everything that somebody writes.

    Args:
        may_be_a_persons: what people write themselves is held by the agency to which they write, and is no worker's.
    """
    return (
        sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the first person."),
        sa.Column("person_id", sa.Uuid, nullable=False, comment="About whom; personal data (pseudonym)."),
        sa.Column("also_about", ARRAY(sa.Uuid), nullable=False, comment="Others whom it is about; personal data."),
        sa.Column("category", sa.Text, nullable=False, comment="What it is about."),
        sa.Column("sensitivity", sa.Text, nullable=False, comment="ordinary, sensitive or sealed."),
        sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that contributed it."),
        sa.Column("worker_id", sa.Uuid, nullable=may_be_a_persons, comment=_CONTRIBUTED[may_be_a_persons]),
        sa.Column(
            "held_back",
            sa.Boolean,
            nullable=False,
            server_default="false",
            comment="Stored and not processed (GDPR Art. 18).",
        ),
    )


def version_columns(*, may_be_a_persons: bool = False) -> tuple[sa.Column[object], ...]:
    """Which version it is, and whose."""
    return (
        sa.Column("version", sa.Integer, nullable=False, comment="Counts changes of the item itself; the ETag."),
        sa.Column("written_at", _UTC, nullable=False, comment="UTC."),
        sa.Column("changed_at", _UTC, nullable=False, comment="When the present version was written, UTC."),
        sa.Column("changed_by_agency_id", sa.Uuid, nullable=False, comment="Agency that wrote the present version."),
        sa.Column("changed_by_id", sa.Uuid, nullable=may_be_a_persons, comment=_WROTE[may_be_a_persons]),
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
