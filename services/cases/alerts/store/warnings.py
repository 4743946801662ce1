"""Warnings in the database."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.items.store.columns import item_columns, item_indexes
from services.cases.items.store.item_table import item_table
from services.cases.schema import metadata

warning = sa.Table(
    "warning",
    metadata,
    *item_columns(),
    sa.Column("kind", sa.Text, nullable=False, comment="Coded: of what it warns; personal data."),
    sa.Column("precautions", ARRAY(sa.Text), nullable=False, comment="Coded: what to do at a visit."),
    sa.Column("text", sa.Text, nullable=False, comment="Personal data: free text."),
    sa.Column("state", sa.Text, nullable=False, comment="standing or ended."),
    sa.Column("review_on", sa.Date, comment="When it is looked at again; local date; empty once it has ended."),
    sa.Column("told_on", sa.Date, comment="When the person was told of it; local date."),
    sa.Column("not_told_because", sa.Text, comment="Coded: why the person was not told."),
    *item_indexes("warning"),
    comment="What workers must be warned of about people.",
)

WARNINGS: Final = item_table(
    "warning", ("kind", "precautions", "text", "state", "review_on", "told_on", "not_told_because")
)
