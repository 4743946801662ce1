"""Encrypted values of the prototypes: opened once, and closed anew for each copy, since each is bound to its row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import sqlalchemy as sa

from shared.encryption.columns import sealed_columns
from shared.encryption.keys import EVERYWHERE, DataKey
from shared.encryption.masters import MastersInSettings
from shared.encryption.ring import KeyRing

_CLOSED: Final = re.compile(r'(?:"(\w+)": ")?(s1\.\d+\.[0-9A-Za-z+/=]+)')


@dataclass(frozen=True)
class Cell:
    """One encrypted value.

    Attributes:
        row: the id in the prototype to which it is bound.
        clear: its JSON, as a template.
    """

    key: DataKey
    column: str
    row: str
    clear: str

    def of_copy(self, row: str, values: Mapping[str, str]) -> str:
        """The same value as it is kept in the row of a copy."""
        return self.key.close(self.column, UUID(row), orjson.loads(self.clear % values))


async def opened_ring(schema: str, environment: Mapping[str, str], owner: "asyncpg.Connection[Any]") -> KeyRing:
    """The keys of an installation's service; a fingerprint key among them."""
    masters = MastersInSettings(environment[f"PARCOURS_{schema.upper()}_ENCRYPTION_KEYS"])
    await owner.execute(f"SET search_path = {schema}")
    ring = KeyRing(masters, asyncpg.connect)
    await ring.read(owner)
    return ring


async def fingerprint_of(ring: KeyRing, owner: "asyncpg.Connection[Any]") -> Callable[[bytes], bytes]:
    """By which numbers and names are found in cases."""
    return (await ring.closing(owner, EVERYWHERE)).fingerprint


class Cells:
    """Where encrypted values stand in the tables of a service, as PostgreSQL writes their rows."""

    def __init__(self, metadata: sa.MetaData, ring: KeyRing) -> None:
        self._ring = ring
        self._places: dict[str, list[tuple[int, int, str, str]]] = {}
        for column, sealing in sealed_columns(metadata):
            if sealing.holds_marks:
                continue  # copies that people were given; prototypes were given none
            names = [one.name for one in column.table.columns]
            of = column.table.name if sealing.of is None else sealing.of.strip("'")
            place = (names.index(column.name), names.index(sealing.row), of, column.name)
            self._places.setdefault(column.table.name, []).append(place)

    def taken(self, table: str, text: str, keep: Callable[[Cell], str]) -> str:
        """The rows of a table with each encrypted value in the words of `keep`."""
        if table not in self._places:
            return text
        return "".join(
            self._row(line.split("\t"), self._places[table], keep) for line in text.splitlines(keepends=True)
        )

    def _row(self, cells: list[str], places: Sequence[tuple[int, int, str, str]], keep: Callable[[Cell], str]) -> str:
        for place, row, of, name in places:

            def kept(found: "re.Match[str]", row: str = cells[row], of: str = of, name: str = name) -> str:
                member, closed = found.groups()
                column, key = f"{of}.{member or name}", self._ring.key(closed)
                cell = Cell(key, column, row, key.open(column, row, closed).decode())
                return f'"{member}": "{keep(cell)}' if member else keep(cell)

            cells[place] = _CLOSED.sub(kept, cells[place])
        return "\t".join(cells)
