"""A population of any size from the prototypes: each copy has its own ids, names, file number, birthday and times.

Rows are taken as PostgreSQL writes them (`COPY … TO`), turned into templates, and written back as often as needed
(`COPY … FROM`). So a copy is what the API wrote, and a new column or table needs no word here.
"""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from deploy.bench.prototypes import IDENTIFIER_SYSTEM, PEOPLE, PROTOTYPES
from deploy.bench.sealed_cells import Cell, Cells
from services.cases.people.domain.keys import identifier_key, known_by_identifier, known_by_name

APART: Final = timedelta(minutes=15)
"""Between two copies; ids carry the time, so they lie apart as well."""

TOGETHER: Final = 25
"""Copies written by one COPY a table."""

_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00"
_CELL: Final = re.compile(r"<(\d+)>")
_SYLLABLES: Final = (
    "ba", "co", "di", "fe", "gu", "la", "mo", "ni", "pa", "ro", "sel", "tan", "ver", "vin", "zan", "mel",
)  # fmt: skip


@dataclass
class Templates:
    """The rows of the prototypes, table by table, with places for what differs between copies.

    Attributes:
        rows: the text of each table, `%(name)s` for the places.
        ids, times: what stands in the places `u0`, `u1` … and `t0`, `t1` … of the prototypes.
        cells: what is encrypted in the places `s0`, `s1` ….
        fingerprint: how the digests of numbers and names are kept.
    """

    fixed: frozenset[str]
    logins: Sequence[str]
    fingerprint: Callable[[bytes], bytes] = bytes
    rows: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    _values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in PEOPLE:
            number = one.number
            self._values |= {
                one.family_name: f"family{number}",
                one.family_name.lower(): f"family_key{number}",
                one.given_name: f"given{number}",
                one.given_name.lower(): f"given_key{number}",
                one.file_number: f"file{number}",
                one.birth_date: f"birth{number}",
                self._known_file(one.file_number): f"known_file{number}",
                self._known_name(one.family_name, one.given_name, one.birth_date): f"known_name{number}",
            }
        self._values |= {login: f"login{place}" for place, login in enumerate(self.logins)}
        words = "|".join(re.escape(word) for word in sorted(self._values, key=len, reverse=True))
        self._pattern = re.compile(f"({_ID})|({_TIME})|({words})")

    def _known_file(self, file_number: str) -> str:
        return self.fingerprint(known_by_identifier(IDENTIFIER_SYSTEM, file_number)).hex()

    def _known_name(self, family_name: str, given_name: str, birth_date: str) -> str:
        return self.fingerprint(known_by_name(family_name, given_name, birth_date)).hex()

    def take(self, table: str, text: str, cells: Cells | None = None) -> None:
        """Turn the rows of a table into a template."""
        if cells is not None:
            text = cells.taken(table, text, self._cell)
        self.rows[table] = _CELL.sub(r"%(s\1)s", self._templated(text))

    def _templated(self, text: str) -> str:
        return self._pattern.sub(self._place, text.replace("%", "%%"))

    def _cell(self, cell: Cell) -> str:
        self.cells.append(replace(cell, clear=self._templated(cell.clear)))
        return f"<{len(self.cells) - 1}>"

    def _place(self, found: "re.Match[str]") -> str:
        known_id, known_time, word = found.groups()
        if known_id is not None:
            return known_id if known_id in self.fixed else f"%({self.ids.setdefault(known_id, f'u{len(self.ids)}')})s"
        if known_time is not None:
            return f"%({self.times.setdefault(known_time, f't{len(self.times)}')})s"
        return f"%({self._values[word]})s"

    def values(self, copy: int, seed: int) -> dict[str, str]:
        """What stands in the places of one copy; copy 0 are the prototypes."""
        back = copy * APART
        values = {name: moved_id(one, back) for one, name in self.ids.items()}
        values |= {name: str(datetime.fromisoformat(one) - back) for one, name in self.times.items()}
        values |= {f"login{place}": f"{login}.{copy}" for place, login in enumerate(self.logins)}
        chance = random.Random(seed * 1_000_003 + copy)
        for one in PEOPLE:
            values |= self._somebody(one.number, copy, chance)
        values |= {f"s{place}": cell.of_copy(moved_id(cell.row, back), values) for place, cell in enumerate(self.cells)}
        return values

    def _somebody(self, number: int, copy: int, chance: random.Random) -> Mapping[str, str]:
        family = "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
        given = "".join(chance.choices(_SYLLABLES, k=2)).capitalize()
        born = str(date(1940, 1, 1) + timedelta(days=chance.randrange(25_000)))
        file_number = f"VX{copy * PROTOTYPES + number}"
        return {
            f"family{number}": family,
            f"family_key{number}": family.lower(),
            f"given{number}": given,
            f"given_key{number}": given.lower(),
            f"file{number}": identifier_key(file_number),
            f"birth{number}": born,
            f"known_file{number}": self._known_file(file_number),
            f"known_name{number}": self._known_name(family, given, born),
        }


def moved_id(one: str, back: timedelta) -> str:
    """An id as it would be had it been made earlier: its first 48 bits are a time in milliseconds (UUIDv7)."""
    moment = (int(one[:8] + one[9:13], 16) - back // timedelta(milliseconds=1)) % (1 << 48)
    digits = f"{moment:012x}"
    return f"{digits[:8]}-{digits[8:]}{one[13:]}"


async def read_templates(
    owner: "asyncpg.Connection[Any]",
    schema: str,
    tables: Iterable[str],
    templates: Templates,
    cells: Cells | None = None,
) -> None:
    """Take the rows that are there now."""
    for table in tables:
        text = bytearray()

        async def keep(chunk: bytes, into: bytearray = text) -> None:
            into += chunk

        await owner.copy_from_query(f"SELECT * FROM {schema}.{table}", output=keep, format="text")
        templates.take(table, text.decode(), cells)


async def write_copies(
    owner: "asyncpg.Connection[Any]",
    schema: str,
    templates: Templates,
    copies: range,
    seed: int,
    done: Callable[[int], None],
) -> None:
    """Write these copies of every table, in the order in which the tables were taken.

    Args:
        done: told after each COPY of all tables how many copies it held.
    """
    for first in range(copies.start, copies.stop, TOGETHER):
        some = range(first, min(first + TOGETHER, copies.stop))
        values = [templates.values(copy, seed) for copy in some]
        for table, template in templates.rows.items():
            if template:
                await copy_in(owner, schema, table, "".join(template % one for one in values))
        done(len(some))


async def copy_in(owner: "asyncpg.Connection[Any]", schema: str, table: str, text: str) -> None:
    """Write rows as PostgreSQL writes them."""

    async def chunks() -> Any:
        yield text.encode()

    await owner.copy_to_table(table, schema_name=schema, source=chunks(), format="text")


def fixed_ids(rows: Iterable[UUID]) -> frozenset[str]:
    """Ids that all copies share: municipalities, agencies, agreements, listings."""
    return frozenset(str(one) for one in rows)
