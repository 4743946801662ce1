"""Delete what is due by the rules of whoever wrote it, or only count it. Any replica does it, several at a time.

A few in each transaction, with the line, the event and the tombstone that say so: whoever is stopped has done what was
done, and the next run goes on with the rest.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from services.cases.documents.actions.deleting import RETENTION
from services.cases.documents.domain.retention import Verdict
from services.cases.items.actions import everybody
from services.cases.retention import events
from services.cases.retention.domain import CountedFrom, KeptItem, Period
from services.cases.retention.store import deleting as store
from services.cases.retention.store.kinds import DELETED_HERE, STAND_BENEATH
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.retention import DeletedBecause
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY
from shared.database.unit_of_work import UnitOfWork

LOOK_EVERY_SECONDS: Final = 86_400.0
SLICE: Final = 100
_TOLD_AS: Final = {
    DeletedBecause.RETENTION: LineKind.ITEM_DELETED,
    DeletedBecause.ERASURE: LineKind.ITEM_ERASED,
}
_log = structlog.get_logger("retention")


@dataclass(frozen=True, order=True)
class ByRule:
    """Items of one kind about which one rule says something."""

    municipality_id: UUID
    agency_id: UUID
    category: Category
    kind: ItemKind
    rule_id: UUID


Counts = dict[ByRule, Counter[Verdict]]


async def perform_all_due(database: Database) -> None:
    """What any replica does every day."""
    await delete_all_due(database)


async def delete_all_due(database: Database) -> int:
    """Look through all items about which a rule says something; how many this run deleted. One that cannot be deleted
    keeps no other; it is tried again with the next run.
    """
    total = failed = 0
    for kind in DELETED_HERE:
        after: UUID | None = None
        many = SLICE
        while True:
            try:
                async with database.work(RETENTION) as work:
                    after, deleted = await _delete_some(work, kind, after, many)
            except SERVER_AWAY:
                raise
            except Exception as failure:  # noqa: BLE001 - the others go on
                _log.error("items could not be deleted", kind=kind, count=many, failure=type(failure).__name__)
                if many > 1:
                    many = 1
                    continue
                failed, many, deleted = failed + 1, SLICE, {}
                after = await _next_one(database, kind, after)
            for rule_id, count in deleted.items():
                _log.info("items were deleted, their time being over", kind=kind, rule_id=str(rule_id), count=count)
                total += count
            if after is None:
                break
    if failed:
        _log.error("the run is over, and some items that are due were not deleted", count=failed)
    return total


async def count_all(database: Database) -> Counts:
    """How many items are due, held although they would be, and stay, by rule; nothing is deleted."""
    counts: Counts = {}
    gone: set[UUID] = set()
    for kind in DELETED_HERE:
        after: UUID | None = None
        while True:
            async with database.work(RETENTION) as work:
                after = await _count_some(work, kind, after, counts, gone)
            if after is None:
                break
    return counts


async def delete_items(
    work: UnitOfWork, kind: ItemKind, items: Sequence[Mapping[str, Any]], because: DeletedBecause
) -> None:
    """Delete these items with all that hangs on them; a tombstone, a line and an event say so. Background work.

    Args:
        items: locked, held by nobody; each with the `rule_id` by which it goes.
    """
    await store.delete(work, kind, items, because)
    await say_deleted(work, kind, items, because)


async def let_go_of_documents(work: UnitOfWork, documents: Sequence[Mapping[str, Any]]) -> None:
    """Delete what hangs on documents whose time is over. Background work."""
    await store.delete_what_hangs_on(work, ItemKind.DOCUMENT, documents)


async def say_deleted(
    work: UnitOfWork, kind: ItemKind, items: Iterable[Mapping[str, Any]], because: DeletedBecause
) -> None:
    """Leave a line of each, and tell it."""
    for item in items:
        await _say(work, kind, item, because)


async def _next_one(database: Database, kind: ItemKind, after: UUID | None) -> UUID | None:
    """The one that follows; None at the end."""
    async with database.work(RETENTION) as work:
        found = await store.lock_some(work, kind, after, 1)
    return found[0]["id"] if found else None


async def _delete_some(
    work: UnitOfWork, kind: ItemKind, after: UUID | None, many: int
) -> tuple[UUID | None, Mapping[UUID, int]]:
    """Delete some; after which to go on, or None at the end, and how many by which rule."""
    locked = await store.lock_some(work, kind, after, many)
    await store.nobody_else_holds(work, locked)
    rules = {
        row["item_id"]: row["rule_id"]
        for row in await store.what_keeps(work, kind, [item["id"] for item in locked])
        if _verdict(row, work.now, gone=()) is Verdict.DUE
    }
    due = [{**item, "rule_id": rules[item["id"]]} for item in locked if item["id"] in rules]
    if due:
        await delete_items(work, kind, due, DeletedBecause.RETENTION)
    return locked[-1]["id"] if len(locked) == many else None, Counter(rules.values())


async def _count_some(
    work: UnitOfWork, kind: ItemKind, after: UUID | None, counts: Counts, gone: set[UUID]
) -> UUID | None:
    """Count some; after which to go on, or None at the end.

    Args:
        gone: those that would be deleted, of the kinds that stand beneath others.
    """
    found = await store.some_after(work, kind, after, SLICE)
    items = {item["id"]: item for item in found}
    for row in await store.what_keeps(work, kind, list(items)):
        if row["rule_id"] is None:
            continue  # the one that was in force was retired
        item, verdict = items[row["item_id"]], _verdict(row, work.now, gone)
        of = ByRule(item["municipality_id"], item["agency_id"], Category(item["category"]), kind, row["rule_id"])
        counts.setdefault(of, Counter())[verdict] += 1
        if verdict is Verdict.DUE and kind in STAND_BENEATH:
            gone.add(item["id"])
    return found[-1]["id"] if len(found) == SLICE else None


def _verdict(row: asyncpg.Record, now: datetime, gone: Container[UUID]) -> Verdict:
    """What becomes of an item, where these are gone: what others wrote beneath it keeps it."""
    verdict = _kept_as(row).verdict(now)
    return verdict if verdict is not Verdict.DUE or all(one in gone for one in row["beneath"]) else Verdict.STAYS


async def _say(work: UnitOfWork, kind: ItemKind, item: Mapping[str, Any], because: DeletedBecause) -> None:
    """Leave a line that there was one, for whoever might have seen it, and tell it."""
    people = everybody(item)
    for person_id in people:
        work.lies_in(person_id, item["municipality_id"])
    await add_lines(work, *(_line(kind, item, person_id, people, because) for person_id in people))
    await work.tell(
        *(
            events.ItemDeleted(
                person_id=person_id,
                municipality_id=item["municipality_id"],
                case_id=item["case_id"],
                item_id=item["id"],
                kind=kind,
                because=because,
                agency_id=item["agency_id"],
                rule_id=item["rule_id"],
            )
            for person_id in people
        )
    )


def _line(
    kind: ItemKind, item: Mapping[str, Any], person_id: UUID, people: tuple[UUID, ...], because: DeletedBecause
) -> Line:
    return Line(
        person_id=person_id,
        municipality_id=item["municipality_id"],
        kind=_TOLD_AS[because],
        category=Category(item["category"]),
        sensitivity=Sensitivity(item["sensitivity"]),
        agency_id=item["agency_id"],
        worker_id=item["worker_id"],
        by_agency_id=None,
        by_id=None,
        also_about=frozenset(people) - {person_id},
        case_id=item["case_id"],
        item_id=item["id"],
        state=kind,
    )


def _kept_as(row: asyncpg.Record) -> KeptItem:
    """What decides for how long an item is kept, as the database said it."""
    return KeptItem(
        period=Period(row["rule_id"], CountedFrom(row["counted_from"]), row["months"]) if row["rule_id"] else None,
        changed_at=row["changed_at"],
        case_over_from=row["case_over_from"],
        all_of_age_at=row["all_of_age_at"],
        zone=ZoneInfo(row["time_zone"]),
        is_held=row["is_held"],
    )
