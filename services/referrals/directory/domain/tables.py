"""HSDS's CSV package as one JSON object: puts the rows of its tables together into services and organizations."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from services.referrals.directory.domain.entries import Document, Entry, Feed, Part
from services.referrals.directory.domain.table_links import FILES, MANY, ONE, Many, One
from shared.refusals import Invalid

MOST_PARTS = 500_000
"""Rows may belong to many others; a small document could be put together into a huge one."""


def is_tabular(received: Document) -> bool:
    """Whether this is the JSON form of the CSV package."""
    return any(name in FILES for name in received) or isinstance(received.get("service"), list)


def read_tables(received: Document) -> Feed:
    """The services and organizations of a CSV package.

    Raises:
        Invalid: the rows refer to each other so often that together they are unreasonably large.
    """
    tables = _Tables(received)
    organizations = [tables.whole("organization", row) for row in tables.rows["organization"]]
    offering = {_id_in(organization, "id"): organization for organization in organizations}
    services = [
        Entry(tables.whole("service", row), offering.get(_id_in(row, "organization_id")))
        for row in tables.rows["service"]
    ]
    return Feed(
        services=tuple(services),
        organizations=tuple(Entry(organization) for organization in organizations),
        passed_over=tuple(tables.left_over()),
    )


def _id_in(row: Document, key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None


class _Tables:
    """The rows by table, by id and by whom they belong to; each is put together once, however often it is named."""

    def __init__(self, received: Document) -> None:
        self.rows: dict[str, list[Part]] = defaultdict(list)
        self._odd: list[str] = []
        for name, rows in received.items():
            self._take(name, rows)
        self._by_id: dict[tuple[str, str | None], Part] = {}
        self._by_key: dict[tuple[str, str, str | None], list[Part]] = defaultdict(list)
        for table, rows in self.rows.items():
            keys = {link.key for link in MANY if link.table == table}
            for row in rows:
                self._by_id.setdefault((table, _id_in(row, "id")), row)
                for key in keys:
                    self._by_key[table, key, _id_in(row, key)].append(row)
        self._wholes: dict[str, tuple[Part, int]] = {}
        self._parts = 0

    def _take(self, name: str, rows: Any) -> None:
        table = FILES.get(name, name)
        if table not in FILES.values() or not isinstance(rows, list):
            self._odd.append(f"/{name}")
            return
        for index, row in enumerate(rows):
            if isinstance(row, Mapping):
                self.rows[table].append(Part(row, f"/{name}/{index}"))
            else:
                self._odd.append(f"/{name}/{index}")

    def whole(self, table: str, row: Part) -> Part:
        """A service or an organization with all that belongs to it."""
        whole, size = self._put_together(table, row)
        self._parts += size
        if self._parts > MOST_PARTS:
            raise Invalid.field(
                "",
                "too_large",
                "The rows of the tables refer to each other too often.",
                "Les lignes des tables renvoient trop souvent les unes aux autres.",
            )
        return whole

    def _put_together(self, table: str, row: Part) -> tuple[Part, int]:
        if row.pointer in self._wholes:
            return self._wholes[row.pointer]
        whole, size = Part(row, row.pointer), 1
        for many in MANY:
            rows = self._belonging_to(row, many) if many.parent == table else []
            if rows:
                parts, sizes = zip(*(self._put_together(many.table, part) for part in rows), strict=True)
                whole[many.member] = list(parts)
                size += sum(sizes)
        for one in ONE:
            named = self._named_by(row, one) if one.parent == table else None
            if named is not None:
                whole[one.member], part_size = self._put_together(one.table, named)
                size += part_size
        self._wholes[row.pointer] = whole, size
        return whole, size

    def _belonging_to(self, row: Part, many: Many) -> list[Part]:
        row_id = _id_in(row, "id")
        return [] if row_id is None else self._by_key.get((many.table, many.key, row_id), [])

    def _named_by(self, row: Part, one: One) -> Part | None:
        named = _id_in(row, one.key)
        return None if named is None else self._by_id.get((one.table, named))

    def left_over(self) -> Iterator[str]:
        """What is not a row, and rows that belong to no service and no organization."""
        yield from self._odd
        for rows in self.rows.values():
            yield from (row.pointer for row in rows if row.pointer not in self._wholes)
