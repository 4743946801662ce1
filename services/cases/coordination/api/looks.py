"""Lines for the access log, from cases that carry the grounds on which they are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from shared.database.access_log import Look


@dataclass
class _Seen:
    """What was shown of one person.

    Attributes:
        municipality_id: that of the case through which they were seen.
    """

    municipality_id: UUID
    categories: set[str] = field(default_factory=set)
    grounds: set[str] = field(default_factory=set)


def looks_at_case(operation: str, cases: Iterable[asyncpg.Record | Mapping[str, Any]]) -> list[Look]:
    """One line for each person in these cases who was shown."""
    seen: dict[UUID, _Seen] = {}
    for case in cases:
        for person in case["persons"]:
            one = seen.setdefault(UUID(person["person_id"]), _Seen(case["municipality_id"]))
            one.categories.add(case["category"])
            one.grounds.update(person["grounds"])
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
