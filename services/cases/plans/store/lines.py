"""What stands in versions and reviews of plans, in the database.

Each line is shown as the goal or action in it, as it was then and as it is now.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.items.predicate import classified_alike
from services.cases.items.store.looks import read_page
from services.cases.plans.domain.agreeing import Line, Position
from services.cases.plans.store.items import levels
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

Classified = tuple[UUID, str, str]
"""An item with its category and sensitivity."""

_ITEM = "i.id, i.municipality_id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id, i.worker_id"
_POSITIONS = Statement(f"""
    SELECT 'goal' AS kind, {_ITEM}, i.version, i.state, {levels(classified_alike("p", "i"))}
    FROM goal i WHERE i.case_id = :case_id AND {may_read_about_all("i")}
    UNION ALL
    SELECT 'action', {_ITEM}, i.version, i.state, NULL, NULL
    FROM planned_action i WHERE i.case_id = :case_id AND {may_read_about_all("i")}
    ORDER BY id
""")
_LINE: Final = (
    "record_id", "item_id", "kind", "municipality_id", "person_id", "also_about", "category", "sensitivity",
    "agency_id", "worker_id", "change", "version", "version_before", "state", "state_before", "by_worker",
    "by_worker_before", "by_person", "by_person_before",
)  # fmt: skip
_KEEP_LINE = Statement(
    f"INSERT INTO plan_line ({', '.join(_LINE)}) VALUES ({', '.join(f':{column}' for column in _LINE)})"
)
_BEFORE = Statement("""
    SELECT item_id, category, sensitivity, version, state, by_worker, by_person FROM plan_line
    WHERE record_id = :record_id
""")


def _readable_now(table: str) -> str:
    return f"EXISTS (SELECT FROM {table} i WHERE i.id = l.item_id AND {may_read_about_all('i')})"


_LINES = Statement(
    read_page(
        f"""
        SELECT {", ".join(f"l.{column}" for column in _LINE)} FROM plan_line l
        WHERE l.record_id = :record_id AND (CAST(:after AS uuid) IS NULL OR l.item_id > :after)
          AND {may_read_about_all("l", "l.item_id")}
          AND CASE l.kind WHEN 'goal' THEN {_readable_now("goal")} ELSE {_readable_now("planned_action")} END""",
        "item_id",
        "item_id",
    )
)


async def positions(work: UnitOfWork, case_id: UUID) -> list[asyncpg.Record]:
    """Every goal and action of a case that the reader may see, and where it stands; nothing of it is shown."""
    return await work.rows(_POSITIONS, case_id=case_id, **reader(work))


async def stood(work: UnitOfWork, record_id: UUID | None) -> dict[Classified, Position]:
    """Where everything stood in a version or review, as it was classified then."""
    if record_id is None:
        return {}
    rows = await work.rows(_BEFORE, record_id=record_id)
    return {classified(row["item_id"], row): position_from(row) for row in rows}


def classified(item_id: UUID, row: asyncpg.Record) -> Classified:
    """An item of the plan, as its row classifies it."""
    return item_id, row["category"], row["sensitivity"]


def position_from(row: asyncpg.Record) -> Position:
    """Where an item of the plan stands, from its row."""
    return Position(row["version"], row["state"], row["by_worker"], row["by_person"])


async def keep_lines(
    work: UnitOfWork, record_id: UUID, items: Mapping[UUID, asyncpg.Record], lines: Sequence[Line]
) -> None:
    """Keep what stands in a version or review."""
    await work.run_many(_KEEP_LINE, [_line_values(record_id, items[line.item_id], line) for line in lines])


async def lines(
    work: UnitOfWork, record_id: UUID, after: UUID | None, limit: int, operation: str
) -> list[asyncpg.Record]:
    """What stands in a version or review, as far as the reader may see it; one more than `limit`, not logged."""
    looked = look_values(work, operation)
    return await work.rows(_LINES, record_id=record_id, after=after, many=limit, **reader(work), **looked)


def _line_values(record_id: UUID, item: asyncpg.Record, line: Line) -> dict[str, Any]:
    before = line.before
    return {
        **{name: item[name] for name in ("kind", "municipality_id", "person_id", "also_about", "category")},
        **{name: item[name] for name in ("sensitivity", "agency_id", "worker_id")},
        "record_id": record_id,
        "item_id": line.item_id,
        "change": line.change,
        "version": line.now.version,
        "version_before": before and before.version,
        "state": line.now.state,
        "state_before": before and before.state,
        "by_worker": line.now.by_worker,
        "by_worker_before": before and before.by_worker,
        "by_person": line.now.by_person,
        "by_person_before": before and before.by_person,
    }
