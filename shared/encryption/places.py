"""Everything that is kept encrypted in a service's tables, read a bounded number of rows at a time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
import sqlalchemy as sa

from shared.encryption.columns import Sealed, sealed_columns
from shared.encryption.keys import is_closed
from shared.encryption.marks import MARKS
from shared.encryption.ring import Connection

ROWS_AT_ONCE: Final = 500


class Value(NamedTuple):
    """Something encrypted, and the column and row to which it is bound."""

    column: str
    row: str
    closed: str


@dataclass(frozen=True)
class Kept:
    """One row of a column that is encrypted.

    Attributes:
        keys: its primary key.
        text: all of it.
        values: what is encrypted in it.
    """

    column: "sa.Column[Any]"
    keys: tuple[Any, ...]
    municipality_id: UUID
    text: str
    values: tuple[Value, ...]


async def all_kept(connection: Connection, metadata: sa.MetaData) -> AsyncIterator[Kept]:
    """Every row, column after column, in the order of the primary keys; as the schema's owner."""
    for column, sealing in sealed_columns(metadata):
        last: tuple[Any, ...] = ()
        while True:
            rows = await connection.fetch(_page(column, sealing, is_first=not last), *last)
            for row in rows:
                yield _kept(column, sealing, row)
            if len(rows) < ROWS_AT_ONCE:
                break
            last = _keys(column.table, rows[-1])


def _page(column: "sa.Column[Any]", sealing: Sealed, *, is_first: bool) -> str:
    table = column.table
    keys = [one.name for one in table.primary_key]
    after = f"AND ({', '.join(keys)}) > ({', '.join(f'${place}' for place in range(1, len(keys) + 1))})"
    return f"""
        SELECT {", ".join(keys)}, {sealing.row} AS sealed_row, municipality_id, {column.name} AS sealed_value,
               {sealing.of or f"'{table.name}'"} AS sealed_of
        FROM {table.fullname} WHERE {column.name} IS NOT NULL {"" if is_first else after}
        ORDER BY {", ".join(keys)} LIMIT {ROWS_AT_ONCE}"""


def _keys(table: Any, row: Any) -> tuple[Any, ...]:
    return tuple(row[one.name] for one in table.primary_key)


def _kept(column: "sa.Column[Any]", sealing: Sealed, row: Any) -> Kept:
    kept, of = row["sealed_value"], row["sealed_of"]
    text = kept if isinstance(kept, str) else orjson.dumps(kept).decode()  # as a connection brings JSON
    if sealing.holds_marks:
        values = [Value(*found) for found in MARKS.findall(text)]
    else:
        members = orjson.loads(text) if sealing.of else {column.name: text}
        bound = str(row["sealed_row"])
        values = [Value(f"{of}.{name}", bound, one) for name, one in members.items() if is_closed(one)]
    return Kept(column, _keys(column.table, row), row["municipality_id"], text, tuple(values))
