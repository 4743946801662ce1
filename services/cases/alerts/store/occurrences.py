"""Occurrences in the database."""

from typing import Final

import sqlalchemy as sa

from services.cases.items.store.columns import item_columns, item_indexes
from services.cases.items.store.item_table import item_table
from services.cases.schema import metadata

occurrence = sa.Table(
    "occurrence",
    metadata,
    *item_columns(),
    sa.Column("term", sa.Text, nullable=False, comment="Coded: what happened; personal data."),
    sa.Column("happened_on", sa.Date, nullable=False, comment="When; local date."),
    sa.Column("state", sa.Text, nullable=False, comment="recorded or entered_in_error."),
    *item_indexes("occurrence"),
    comment="What happened to people on a day, in coded terms.",
)

OCCURRENCES: Final = item_table("occurrence", ("term", "happened_on", "state"))
