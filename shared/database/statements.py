"""SQL that is written once, compiled once, and run on the driver without a layer between.

SQLAlchemy's asyncio layer was the largest cost of a request (ADR 0003), so statements are built when a module is
imported and sent to asyncpg as they are. Values always travel as parameters, never in the text.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import asyncpg as dialect

from shared.encryption.marks import MARK

_DIALECT = dialect.dialect()  # type: ignore[no-untyped-call]


class Statement:
    """One prepared SQL statement with named parameters.

    Give either a SQLAlchemy Core construct with `bindparam`s, or SQL text with `:name` parameters.

    Attributes:
        holds_sealed: what it answers holds encrypted values, to be opened (`shared.encryption.marks`).
    """

    __slots__ = ("holds_sealed", "names", "sql")

    def __init__(self, source: sa.ClauseElement | str) -> None:
        clause = sa.text(source) if isinstance(source, str) else source
        compiled = clause.compile(dialect=_DIALECT)
        self.sql = str(compiled)
        self.holds_sealed = f"'{MARK}'" in self.sql
        self.names: tuple[str, ...] = tuple(compiled.positiontup or ())  # type: ignore[attr-defined]

    def arguments(self, values: dict[str, Any]) -> list[Any]:
        """The values in the order of the SQL's `$1, $2, …`; a missing one is a KeyError, a bug of ours."""
        return [values[name] for name in self.names]
