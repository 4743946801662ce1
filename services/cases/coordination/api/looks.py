"""Lines for the access log, from rows that carry the grounds on which they are shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from shared.database.access_log import Look


@dataclass
class _Seen:
    """What was shown of one person.

    Attributes:
        municipality_id: that of the case or item through which they were seen.
    """

    municipality_id: UUID
    categories: set[str] = field(default_factory=set)
    grounds: set[str] = field(default_factory=set)


def looks_at_case(operation: str, cases: Iterable[asyncpg.Record]) -> list[Look]:
    """One line for each person in these cases who was shown."""
    seen: dict[UUID, _Seen] = {}
    for case in cases:
        for person in case["persons"]:
            _add(seen, UUID(person["person_id"]), case, person["grounds"])
    return _looks(operation, seen)


def looks_at_items(operation: str, items: Iterable[asyncpg.Record]) -> list[Look]:
    """One line for each person whom these notes or needs are about."""
    seen: dict[UUID, _Seen] = {}
    for item in items:
        for person_id in (item["person_id"], *item["also_about"]):
            _add(seen, person_id, item, item["grounds"])
    return _looks(operation, seen)


def _add(seen: dict[UUID, _Seen], person_id: UUID, row: asyncpg.Record, grounds: Iterable[str]) -> None:
    one = seen.setdefault(person_id, _Seen(row["municipality_id"]))
    one.categories.add(row["category"])
    one.grounds.update(grounds)


def _looks(operation: str, seen: dict[UUID, _Seen]) -> list[Look]:
    return [
        Look(
            operation,
            person_id=person_id,
            municipality_id=one.municipality_id,
            categories=sorted(one.categories),
            grounds=sorted(one.grounds),
        )
        for person_id, one in seen.items()
    ]
