"""Notes and needs in the database."""

from typing import Final

import sqlalchemy as sa

from services.cases.access.predicate import may_read_about_all
from services.cases.items.store.columns import item_columns, item_indexes
from services.cases.items.store.item_table import item_table
from services.cases.schema import metadata

note = sa.Table(
    "note",
    metadata,
    *item_columns(),
    sa.Column("text", sa.Text, nullable=False, comment="Personal data: free text."),
    sa.Column("said_by", sa.Uuid, comment="The informal member whose words these are; empty for the writer's own."),
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

NOTES: Final = item_table(
    "note",
    ("text", "said_by"),
    links={
        "said_by": f"(SELECT m.id FROM informal_member m WHERE m.id = i.said_by AND {may_read_about_all('m')})",
    },
)
NEEDS: Final = item_table("need", ("term", "state", "source", "detail"))
