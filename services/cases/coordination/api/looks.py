"""Lines for the access log, from rows that carry the grounds on which they are shown."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from shared.database.access_log import Look


def looks_at_case(operation: str, cases: Iterable[asyncpg.Record]) -> list[Look]:
    """One line for each person in these cases who was shown."""
    seen: dict[UUID, tuple[set[str], set[str]]] = {}
    for case in cases:
        for person in case["persons"]:
            _add(seen, UUID(person["person_id"]), case["category"], person["grounds"])
    return _looks(operation, seen)


def looks_at_items(operation: str, items: Iterable[asyncpg.Record]) -> list[Look]:
    """One line for each person whom these notes or needs are about."""
    seen: dict[UUID, tuple[set[str], set[str]]] = {}
    for item in items:
        for person_id in (item["person_id"], *item["also_about"]):
            _add(seen, person_id, item["category"], item["grounds"])
    return _looks(operation, seen)


def _add(seen: dict[UUID, tuple[set[str], set[str]]], person_id: UUID, category: str, grounds: Iterable[str]) -> None:
    categories, on = seen.setdefault(person_id, (set(), set()))
    categories.add(category)
    on.update(grounds)


def _looks(operation: str, seen: dict[UUID, tuple[set[str], set[str]]]) -> list[Look]:
    return [
        Look(operation, person_id=person_id, categories=sorted(categories), grounds=sorted(grounds))
        for person_id, (categories, grounds) in seen.items()
    ]
