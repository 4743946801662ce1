"""Delete documents when their time is over, and then their contents. Any replica does it, several at a time.

First the rows go, in one transaction with the line that says so; from then on nobody is shown the document. Contents
go later, when whoever was just fetching them has them, and as often as it takes: to delete again is no trouble.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from services.cases.documents import events
from services.cases.documents.domain.retention import CountedFrom, Kept, RetentionRule
from services.cases.documents.store import deleting as store
from services.cases.documents.store.contents.keeping import Contents
from services.cases.items.actions import everybody, tell_each
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from shared.contracts.cases.documents import Retention
from shared.contracts.cases.retention import DeletedBecause
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork

RETENTION: Final = TaskActor("retention")
LEFT_FOR_READERS: Final = timedelta(minutes=15)
"""Longer than fetching a content takes."""

LetGo = Callable[[UnitOfWork, Sequence[Any]], Awaitable[None]]
"""Deletes what hangs on documents in other areas."""

_AT_ONCE: Final = 200
_CONTENTS_AT_ONCE: Final = 50
_log = structlog.get_logger("documents")


async def delete_what_is_due(database: Database, let_go: LetGo) -> None:
    """Look through all documents of which it is time to ask, a few in each transaction."""
    while True:
        async with database.work(RETENTION) as work:
            looked_at, deleted = await _look_through_some(work, let_go)
        if deleted:
            _log.info("documents were deleted, their time being over", count=deleted)
        if not looked_at:
            return


async def delete_contents_of_the_deleted(
    database: Database, contents: Contents, left_for_readers: timedelta = LEFT_FOR_READERS
) -> None:
    """Delete the contents of documents that were deleted, a few in each transaction.

    Raises:
        Unavailable: the place of contents does not answer.
    """
    while True:
        async with database.work(RETENTION) as work:
            some = await store.contents_of_the_deleted(work, work.now - left_for_readers, _CONTENTS_AT_ONCE)
            await contents.delete(some)
            await store.forget_contents(work, some)
        if not some:
            return


async def erase_documents(work: UnitOfWork, document_ids: Sequence[UUID], step_id: UUID) -> list[UUID]:
    """Delete these documents for an erasure, but those that are held or show a ground that is in force; which went.
    Background work that has taken its turn; the look of every hour deletes their contents.
    """
    documents = {document["id"]: document for document in await store.lock_those(work, document_ids)}
    found = [row["document_id"] for row in await store.what_keeps(work, list(documents)) if _may_be_erased(row)]
    if found:
        await store.delete(work, documents, dict.fromkeys(found, step_id), DeletedBecause.ERASURE)
    return found


def _may_be_erased(row: asyncpg.Record) -> bool:
    kept = kept_as(row)
    return not (kept.is_held or kept.shows_what_is_in_force)


async def _look_through_some(work: UnitOfWork, let_go: LetGo) -> tuple[int, int]:
    """How many were looked at, and how many of them deleted."""
    documents = {document["id"]: document for document in await store.lock_some(work, _AT_ONCE)}
    kept = {row["document_id"]: kept_as(row) for row in await store.what_keeps(work, list(documents))}
    due = {one: rule.id for one, found in kept.items() if found.is_due(work.now) and (rule := found.rule)}
    others = [(one, kept[one].look_again_at(work.now)) for one in kept.keys() - due.keys()]
    await store.look_again(work, others)
    if due:
        await let_go(work, [documents[one] for one in due])
    for one, rule_id in due.items():
        await _leave_a_line(work, documents[one], rule_id)
    if due:
        await store.delete(work, documents, due)
    return len(documents), len(due)


async def _leave_a_line(work: UnitOfWork, document: asyncpg.Record, rule_id: UUID) -> None:
    """Say that there was a document, when it was deleted and by which class: to whoever might have seen it."""
    people = everybody(document)
    for person_id in people:
        work.lies_in(person_id, document["municipality_id"])
    await add_lines(work, *(_line(document, person_id, people) for person_id in people))
    await tell_each(
        work,
        people,
        lambda one: events.DocumentDeleted(
            case_id=document["case_id"],
            person_id=one,
            document_id=document["id"],
            version=document["version"],
            retention=Retention(document["retention"]),
            rule_id=rule_id,
        ),
    )


def _line(document: asyncpg.Record, person_id: UUID, people: Sequence[UUID]) -> Line:
    return Line(
        person_id=person_id,
        municipality_id=document["municipality_id"],
        kind=LineKind.DOCUMENT_DELETED,
        category=Category(document["category"]),
        sensitivity=Sensitivity(document["sensitivity"]),
        agency_id=document["agency_id"],
        worker_id=document["worker_id"],
        by_agency_id=None,
        by_id=None,
        also_about=frozenset(people) - {person_id},
        case_id=document["case_id"],
        item_id=document["id"],
        state=document["retention"],
    )


def kept_as(row: Mapping[str, object] | asyncpg.Record) -> Kept:
    """What decides for how long a document is kept, as the database said it."""
    values = dict(row)
    rule_id, counted_from, months = values.pop("rule_id"), values.pop("counted_from"), values.pop("months")
    del values["document_id"]
    rule = RetentionRule(rule_id, CountedFrom(counted_from), months) if rule_id else None
    zone = ZoneInfo(str(values.pop("time_zone")))
    return Kept(rule=rule, zone=zone, **values)
