"""Notes and needs in the database."""

from typing import Final

import sqlalchemy as sa

from services.cases.items.store.columns import item_columns, item_indexes
from services.cases.items.store.item_table import item_table
from services.cases.schema import metadata

note = sa.Table(
    "note",
    metadata,
    *item_columns(),
    sa.Column("text", sa.Text, nullable=False, comment="Personal data: free text."),
    *item_indexes("note"),
    comment="What somebody wrote down.",
)
need = sa.Table(
    "need",
    metadata,
    *item_columns(),
    sa.Column("term", sa.Text, nullable=False, comment="Coded: services.cases.notes.domain.need_terms."),
    sa.Column("state", sa.Text, nullable=False, comment="open, being_met, met or not_met."),
    sa.Column("source", sa.Text, nullable=False, comment="Coded: how it became known."),
    sa.Column("detail", sa.Text, comment="Personal data: free text."),
    *item_indexes("need"),
    comment="What people need.",
)

NOTES: Final = item_table("note", ("text",))
NEEDS: Final = item_table("need", ("term", "state", "source", "detail"))
