"""The tables of tasks and absences."""

from typing import Final

import sqlalchemy as sa

from services.cases.items.store.columns import id_column, item_columns, item_indexes
from services.cases.items.store.item_table import item_table
from services.cases.schema import metadata

_UTC = sa.DateTime(timezone=True)

task = sa.Table(
    "task",
    metadata,
    *item_columns(),
    sa.Column("state", sa.Text, nullable=False, comment="open, done or dropped."),
    sa.Column("title", sa.Text, nullable=False, comment="Personal data: what is to be done."),
    sa.Column("due_on", sa.Date, comment="By when; local date."),
    sa.Column("owner_agency_id", sa.Uuid, nullable=False, comment="Agency that must do it."),
    sa.Column("owner_id", sa.Uuid, comment="Worker of that agency who must; empty while nobody is named."),
    *item_indexes("task"),
    comment="What somebody asked for in a case.",
)
absence = sa.Table(
    "absence",
    metadata,
    id_column(),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency for which both work."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker who is away."),
    sa.Column("deputy_id", sa.Uuid, nullable=False, comment="Worker who stands in."),
    sa.Column("starts_at", _UTC, nullable=False, comment="From when, UTC."),
    sa.Column("ends_at", _UTC, nullable=False, comment="Until when, UTC, exclusive."),
    sa.Column("said_at", _UTC, nullable=False, comment="When it was said, UTC."),
    sa.Column("said_by_id", sa.Uuid, nullable=False, comment="Worker who said it."),
    sa.Index("ix_absence_deputy", "agency_id", "deputy_id", "ends_at"),
    sa.Index("ix_absence_worker", "agency_id", "worker_id", "ends_at"),
    comment="Who of an agency is away, and who stands in.",
)

TASKS: Final = item_table("task", ("state", "title", "due_on", "owner_agency_id", "owner_id"))
