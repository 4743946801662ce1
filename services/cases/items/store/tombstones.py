"""What stays of an item that was deleted: that there was one, of which kind and class, since when and by which rule.

Never what it said. Whoever might have read the item may know that it is gone; for everybody else there never was one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.items.store.columns import classified_columns, id_column
from services.cases.items.store.looks import read_one
from services.cases.schema import metadata
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

tombstone = sa.Table(
    "tombstone",
    metadata,
    id_column(),
    sa.Column("kind", sa.Text, nullable=False, comment="Of what: shared.contracts.cases.items.ItemKind."),
    sa.Column("case_id", sa.Uuid, comment="The case in which it was written."),
    *classified_columns(may_be_a_persons=True),
    sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("because", sa.Text, nullable=False, comment="shared.contracts.cases.retention.DeletedBecause."),
    sa.Column("rule_id", sa.Uuid, nullable=False, comment="The rule of retention, or the step of an erasure."),
    sa.Index("ix_tombstone_person", "person_id", "id"),
    sa.Index("ix_tombstone_rule", "rule_id"),
    comment="Of items that were deleted: that there was one, never what it said.",
)
_LEFT: Final = (
    "id", "kind", "case_id", "municipality_id", "person_id", "also_about", "category", "sensitivity", "agency_id",
    "worker_id", "because", "rule_id",
)  # fmt: skip
_LEAVE: Final = Statement(f"""
    INSERT INTO tombstone ({", ".join(_LEFT)}, deleted_at) VALUES ({", ".join(f":{column}" for column in _LEFT)}, :now)
""")
_READ: Final = Statement(
    read_one(f"""
        SELECT t.id, t.kind, t.person_id, t.also_about, t.category, t.sensitivity, t.agency_id, t.worker_id,
               t.deleted_at, t.because, t.rule_id
        FROM tombstone t WHERE t.id = :id AND {may_read_about_all("t")}""")
)


async def leave(work: UnitOfWork, items: Sequence[Mapping[str, Any]]) -> None:
    """Keep that these were there. Background work."""
    await work.run_many(_LEAVE, [{column: item[column] for column in _LEFT} | {"now": work.now} for item in items])


async def read(work: UnitOfWork, item_id: UUID, operation: str) -> asyncpg.Record | None:
    """What stays of an item that the reader might have seen; the look is logged."""
    return await work.row(_READ, id=item_id, **reader(work), **look_values(work, operation))
