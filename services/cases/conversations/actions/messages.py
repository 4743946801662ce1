"""Write messages, correct and retract them, and say how far one has read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.access.domain import Standing
from services.cases.conversations import events
from services.cases.conversations.actions.attachments import Naming, attach_all
from services.cases.conversations.actions.reading import (
    audience_of,
    decide_on_message,
    load_for_change,
    load_message_for_change,
    told_of,
)
from services.cases.conversations.domain import must_be_open, must_stand
from services.cases.conversations.policy import (
    CORRECT_MESSAGE,
    PEOPLE_RULES,
    READ_RETRACTED,
    RETRACT_MESSAGE,
    WRITE_MESSAGE,
)
from services.cases.conversations.store import messages as store
from services.cases.conversations.store import threads as thread_store
from services.cases.conversations.store.messages import MESSAGES
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.domain.case import must_be_open as case_must_be_open
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.duties.actions import message_waits, thread_is_read
from services.cases.items.actions import (
    NewItem,
    change_item,
    is_gone,
    keep_item,
    tell_each,
    versions_of,
)
from shared.contracts.cases.conversations import RetractionReason, ThreadState
from shared.contracts.cases.coordination import CaseState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """What is needed to write one.

    Attributes:
        category, sensitivity: those of the thread when None.
        attachments: documents that it names, each once.
        pointer: where in the request it stands.
    """

    text: str
    urgent: bool = False
    category: Category | None = None
    sensitivity: Sensitivity | None = None
    attachments: Sequence[UUID] = ()
    pointer: str = "#"


async def write_message(work: UnitOfWork, actor: Actor, thread_id: UUID, command: NewMessage) -> UUID:
    """Write in a thread; who wrote first stands first, whoever's clock is ahead.

    Raises:
        NotFound: no such thread that the caller may see.
        NotAllowed: no ground to contribute in the category about each person.
        Invalid: a document that the caller does not see here is attached.
        Conflict: the thread or its case is closed.
    """
    thread = await load_for_change(work, thread_id)
    category = command.category or Category(thread.row["category"])
    standings = tuple([await standing_to(work, person_id) for person_id in thread.people])
    decide_about(work, PEOPLE_RULES, WRITE_MESSAGE, actor, AboutPeople(standings, category), thread.people)
    must_be_open(ThreadState(thread.row["state"]))
    if thread.row["case_state"] is not None:
        case_must_be_open(CaseState(thread.row["case_state"]))
    return await add_message(work, actor, thread.row, standings, command)


async def add_message(
    work: UnitOfWork,
    actor: Actor,
    thread: Mapping[str, Any] | asyncpg.Record,
    standings: Sequence[Standing],
    command: NewMessage,
) -> UUID:
    """Keep a new message by somebody who may write it, and let their agency see it.

    Raises:
        Invalid: a document that the caller does not see here is attached, or it would be withheld from whom the thread
            is with.
    """
    said = NewItem(
        person_ids=(),
        category=command.category or thread["category"],
        sensitivity=command.sensitivity or thread["sensitivity"],
    )
    audience_of(thread).must_be_shown(said.category, said.sensitivity, command.pointer)
    content = {
        "thread_id": thread["id"],
        "account_id": None,
        "relationship_id": None,
        "place": await store.next_place(work, thread["id"]),
        "urgent": command.urgent,
        "text": command.text,
        "retracted_at": None,
        "retraction_reason": None,
    }
    message_id = await keep_item(work, actor, MESSAGES, thread["case_id"], standings, said, content, None)
    people = [one.person_id for one in standings]
    naming = Naming(thread, people, standings[0].municipality_id, message_id)
    await attach_all(work, naming, command.attachments, f"{command.pointer}/attachments")
    if command.urgent:
        await message_waits(work, message_id)
    await tell_each(work, people, lambda one: events.MessageWritten(**told_of(thread, one), message_id=message_id))
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
        Invalid: it would be withheld from whom the thread is with.
    """
    thread, message = await load_message_for_change(work, thread_id, message_id)
    decide_on_message(work, CORRECT_MESSAGE, actor, message.row)
    message.must_be_version(version)
    must_stand(is_retracted=message.row["retracted_at"] is not None)
    wanted = {**message.content, **changes}
    audience_of(thread).must_be_shown(Category(wanted["category"]), Sensitivity(wanted["sensitivity"]))
    if message.changed_by(wanted):
        await change_item(work, actor, MESSAGES, message, wanted)
        await message_waits(work, message_id)
        await tell_each(
            work, message.people, lambda one: events.MessageCorrected(**told_of(thread, one), message_id=message_id)
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
    thread, message = await load_message_for_change(work, thread_id, message_id)
    decide_on_message(work, RETRACT_MESSAGE, actor, message.row)
    must_stand(is_retracted=message.row["retracted_at"] is not None)
    taken_back = {"text": None, "urgent": False, "retracted_at": work.now, "retraction_reason": reason}
    await change_item(work, actor, MESSAGES, message, {**message.content, **taken_back})
    await message_waits(work, message_id)
    await tell_each(
        work,
        message.people,
        lambda one: events.MessageRetracted(**told_of(thread, one), message_id=message_id, reason=reason),
    )
    return message_id


async def read_message(work: UnitOfWork, thread_id: UUID, message_id: UUID, operation: str) -> asyncpg.Record:
    """One message; the look is logged.

    Raises:
        NotFound: none in this thread that the caller may see.
    """
    row = await store.open_one(work, thread_id, message_id, operation)
    if row is None:
        raise await is_gone(work, message_id, operation)
    return row


async def list_messages(
    work: UnitOfWork, thread_id: UUID, after: UUID | None, limit: int, *, newest_first: bool = False
) -> list[asyncpg.Record]:
    """Messages of a thread that the caller may see, in the order of writing or against it; one more than `limit` if
    there is.

    Raises:
        NotFound: no such thread that the caller may see.
        Invalid: `after` is no message there that the caller may see. What it leads to would tell where it stands.
    """
    rows = await store.list_some(work, thread_id, after, limit, newest_first=newest_first)
    if not rows and await thread_store.for_change(work, thread_id) is None:
        raise await is_gone(work, thread_id, "list-messages")
    if not rows and after is not None and await store.for_change(work, thread_id, after) is None:
        raise Invalid.field(
            "#/query/after", "cursor", "This is not a cursor of this list.", "Ce curseur n'est pas de cette liste."
        )
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
        decide_on_message(work, READ_RETRACTED, actor, message)
    return await versions_of(work, message_id, after, limit, "list-message-versions")


async def mark_read(work: UnitOfWork, thread_id: UUID, message_id: UUID) -> UUID:
    """Say that one has read up to a message; what was read stays read.

    Raises:
        NotFound: no such message in this thread that the caller may see.
    """
    if await store.for_change(work, thread_id, message_id) is None:
        raise await is_gone(work, message_id, "mark-thread-read")
    await store.mark_read(work, thread_id, message_id)
    await thread_is_read(work, thread_id)
    return thread_id
