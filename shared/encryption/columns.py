"""Which columns are encrypted: said beside the column, so that whoever changes keys finds all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from shared.encryption.keys import DataKey
from shared.encryption.marks import sealed

_INFO: Final = "sealed"


@dataclass(frozen=True)
class Sealed:
    """One column.

    Attributes:
        row: the column with the id of the row to which its values are bound.
        of: SQL of the table to which they are bound. In a JSON object each member is a column of that table.
        holds_marks: JSON with marks, as statements answer them: each says to what it is bound.
    """

    row: str
    of: str | None = None
    holds_marks: bool = False


def sealed_text(name: str, *, row: str = "id", comment: str, nullable: bool = True) -> "sa.Column[Any]":
    """A column of which each value is encrypted."""
    info = {_INFO: Sealed(row)}
    return sa.Column(name, sa.Text, nullable=nullable, info=info, comment=f"{comment} Encrypted.")


def sealed_members(name: str, *, row: str = "id", of: str, comment: str) -> "sa.Column[Any]":
    """A JSON object some members of which are encrypted."""
    return sa.Column(name, JSONB, nullable=False, info={_INFO: Sealed(row, of)}, comment=comment)


def sealed_marks(name: str, *, row: str, comment: str) -> "sa.Column[Any]":
    """JSON in which marks stand: what other rows keep encrypted, put together."""
    return sa.Column(name, JSONB, nullable=False, info={_INFO: Sealed(row, holds_marks=True)}, comment=comment)


def sealed_columns(metadata: sa.MetaData) -> "Iterator[tuple[sa.Column[Any], Sealed]]":
    """All of a service's tables."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if _INFO in column.info:
                yield column, column.info[_INFO]


def closed(key: DataKey, table: sa.Table, row: UUID, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row with those of them encrypted that its table keeps encrypted."""
    return {
        name: key.close(f"{table.name}.{name}", row, value)
        if value is not None and _INFO in table.columns[name].info
        else value
        for name, value in values.items()
    }


def selected(table: sa.Table, alias: str, name: str) -> str:
    """SQL of a column as it is read: a mark where it is encrypted (`shared.encryption.marks`)."""
    sealing: Sealed | None = table.columns[name].info.get(_INFO)
    if sealing is None:
        return f"{alias}.{name}"
    return sealed(f"{table.name}.{name}", f"{alias}.{sealing.row}", f"{alias}.{name}")
