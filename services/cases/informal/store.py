"""Informal members in the database."""

from typing import Final

import sqlalchemy as sa

from services.cases.access.predicate import may_know
from services.cases.items.store.columns import item_columns, item_indexes
from services.cases.items.store.item_table import item_table
from services.cases.schema import metadata

informal_member = sa.Table(
    "informal_member",
    metadata,
    *item_columns(),
    sa.Column("helper_id", sa.Uuid, comment="Who it is, where they are known here; personal data (pseudonym)."),
    sa.Column("name", sa.Text, comment="Personal data: who it is, where they are not known here."),
    sa.Column("bond", sa.Text, nullable=False, comment="Coded: what they are to the people; personal data."),
    sa.Column("helps_with", sa.Text, comment="Personal data: free text."),
    sa.Column("ended_on", sa.Date, comment="From when they no longer help, local date; empty while they do."),
    sa.CheckConstraint("helper_id IS NULL OR name IS NULL", name="is_named_once"),
    *item_indexes("informal_member"),
    comment="Who helps people of a case without being paid for it.",
)

INFORMAL_MEMBERS: Final = item_table(
    "informal_member",
    ("helper_id", "name", "bond", "helps_with", "ended_on"),
    links={"helper_id": f"CASE WHEN {may_know('i.helper_id')} THEN i.helper_id END"},
)
