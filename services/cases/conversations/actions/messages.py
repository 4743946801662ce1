"""Write messages, correct and retract them, and say how far one has read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import grant_authorship, standing_to
from services.cases.access.domain import Standing
from services.cases.conversations import events
from services.cases.conversations.actions.reading import everybody, load_for_change
from services.cases.conversations.domain import must_be_open, must_stand
from services.cases.conversations.policy import (
    CORRECT_MESSAGE,
    MESSAGE_RULES,
    PEOPLE_RULES,
    READ_RETRACTED,
    RETRACT_MESSAGE,
    WRITE_MESSAGE,
)
from services.cases.conversations.store import messages as store
from services.cases.conversations.store import threads as thread_store
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.actions.grants import take_part
from services.cases.coordination.domain.case import must_be_open as case_must_be_open
from services.cases.coordination.policy import AboutPeople
from services.cases.items.policy import AboutItem
from shared.contracts.cases.conversations import RetractionReason, ThreadState
from shared.contracts.cases.coordination import CaseState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Stale


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """What is needed to write one.

    Attributes:
        category, sensitivity: those of the thread when None.
    """

    text: str
    urgent: bool = False
    category: Category | None = None
    sensitivity: Sensitivity | None = None


async def write_message(work: UnitOfWork, actor: Actor, thread_id: UUID, command: NewMessage) -> UUID:
    """Write in a thread; who wrote first stands first, whoever's clock is ahead.

    Raises:
        NotFound: no such thread that the caller may see.
        NotAllowed: no ground to contribute in the category about each person.
        Conflict: the thread or its case is closed.
    """
    thread = await load_for_change(work, thread_id)
    category = command.category or Category(thread["category"])
    standings = tuple([await standing_to(work, person_id) for person_id in everybody(thread)])
    decide_about(work, PEOPLE_RULES, WRITE_MESSAGE, actor, AboutPeople(standings, category), everybody(thread))
    must_be_open(ThreadState(thread["state"]))
    if thread["case_state"] is not None:
        case_must_be_open(CaseState(thread["case_state"]))
    return await add_message(work, thread, standings, command)


async def add_message(
    work: UnitOfWork,
    thread: Mapping[str, Any] | asyncpg.Record,
    standings: Sequence[Standing],
    command: NewMessage,
) -> UUID:
    """Keep a new message by somebody who may write it, and let their agency see it."""
    message_id = new_id()
    values = {
        "id": message_id,
        "thread_id": thread["id"],
        "municipality_id": thread["municipality_id"],
        "person_id": thread["person_id"],
        "also_about": thread["also_about"],
        "category": command.category or thread["category"],
        "sensitivity": command.sensitivity or thread["sensitivity"],
        "urgent": command.urgent,
        "text": command.text,
    }
    await store.keep(work, values)
    for one in standings:
        await grant_authorship(work, one.person_id, one.municipality_id)
    if thread["case_id"] is not None:
        await take_part(work, thread["case_id"])
    await work.tell(
        *(events.MessageWritten(**_about(thread, person_id), message_id=message_id) for person_id in everybody(thread))
    )
    return message_id


async def correct_message(
    work: UnitOfWork, actor: Actor, thread_id: UUID, message_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Correct text, urgency, category or sensitivity of a message; the earlier version is kept.

    Raises:
        NotFound: no such message in this thread that the caller may see.
        NotAllowed: somebody else wrote it.
        Stale: somebody changed it since.
        Conflict: it was retracted.
    """
    thread, message = await _load_for_change(work, thread_id, message_id)
    _decide(work, CORRECT_MESSAGE, actor, message)
    if message["version"] != version:
        raise Stale
    must_stand(is_retracted=message["retracted_at"] is not None)
    present = {name: message[name] for name in ("text", "urgent", "category", "sensitivity")}
    wanted = present | dict(changes)
    if wanted != present:
        await store.change(work, message_id, wanted)
        await work.tell(
            *(
                events.MessageCorrected(**_about(thread, person_id), message_id=message_id)
                for person_id in everybody(message)
            )
        )
    return message_id


async def retract_message(
    work: UnitOfWork, actor: Actor, thread_id: UUID, message_id: UUID, reason: RetractionReason
) -> UUID:
    """Take back what was written: a line stays that says so, and what it said is kept for those who answer for it.

    Raises:
        NotFound: no such message in this thread that the caller may see.
        NotAllowed: the caller neither wrote it nor supervises in the agency that did.
        Conflict: it was retracted before.
    """
    thread, message = await _load_for_change(work, thread_id, message_id)
    _decide(work, RETRACT_MESSAGE, actor, message)
    must_stand(is_retracted=message["retracted_at"] is not None)
    await store.retract(work, message_id, reason)
    await work.tell(
        *(
            events.MessageRetracted(**_about(thread, person_id), message_id=message_id, reason=reason)
            for person_id in everybody(message)
        )
    )
    return message_id


async def read_message(work: UnitOfWork, thread_id: UUID, message_id: UUID, operation: str) -> asyncpg.Record:
    """One message; the look is logged.

    Raises:
        NotFound: none in this thread that the caller may see.
    """
    row = await store.open_one(work, thread_id, message_id, operation)
    if row is None:
        raise not_found(work, operation)
    return row


async def list_messages(
    work: UnitOfWork, thread_id: UUID, after: UUID | None, limit: int, *, newest_first: bool = False
) -> list[asyncpg.Record]:
    """Messages of a thread that the caller may see, in the order of writing or against it; one more than `limit` if
    there is.

    Raises:
        NotFound: no such thread that the caller may see.
    """
    rows = await store.list_some(work, thread_id, after, limit, newest_first=newest_first)
    if not rows and await thread_store.for_change(work, thread_id) is None:
        raise not_found(work, "list-messages")
    return rows


async def list_earlier_messages(
    work: UnitOfWork, actor: Actor, thread_id: UUID, message_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a message said before, oldest first; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such message in this thread that the caller may see.
        NotAllowed: it was retracted, and the caller neither wrote it nor supervises in the agency that did.
    """
    message = await read_message(work, thread_id, message_id, "list-message-versions")
    if message["retracted_at"] is not None:
        _decide(work, READ_RETRACTED, actor, message)
    return await thread_store.earlier_wordings(work, message_id, after, limit + 1)


async def mark_read(work: UnitOfWork, thread_id: UUID, message_id: UUID) -> UUID:
    """Say that one has read up to a message; what was read stays read.

    Raises:
        NotFound: no such message in this thread that the caller may see.
    """
    if await store.for_change(work, thread_id, message_id) is None:
        raise not_found(work, "mark-thread-read")
    await store.mark_read(work, thread_id, message_id)
    return thread_id


async def _load_for_change(
    work: UnitOfWork, thread_id: UUID, message_id: UUID
) -> tuple[asyncpg.Record, asyncpg.Record]:
    """A message with its thread, whose lock makes simultaneous changes wait for each other."""
    thread = await load_for_change(work, thread_id)
    message = await store.for_change(work, thread_id, message_id)
    if message is None:
        raise not_found(work, "read-message")
    return thread, message


def _decide(work: UnitOfWork, action: str, actor: Actor, message: asyncpg.Record) -> None:
    facts = AboutItem(message["agency_id"], message["worker_id"])
    decide_about(work, MESSAGE_RULES, action, actor, facts, everybody(message))


def _about(thread: Mapping[str, Any] | asyncpg.Record, person_id: UUID) -> dict[str, Any]:
    """What every event about a message says of its thread."""
    return {
        "thread_id": thread["id"],
        "person_id": person_id,
        "case_id": thread["case_id"],
        "referral_id": thread["referral_id"],
    }
