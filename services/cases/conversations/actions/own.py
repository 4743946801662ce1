"""Read and write in threads with an account of one's own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.accounts.domain import Speaker
from services.cases.conversations import events
from services.cases.conversations.actions.reading import told_of
from services.cases.conversations.domain import must_be_open, must_stand
from services.cases.conversations.policy import (
    CORRECT_OWN,
    OWN_MESSAGE_RULES,
    OWN_RULES,
    READ_OWN_RETRACTED,
    TAKE_PART,
    AboutOwnMessage,
)
from services.cases.conversations.store import messages as message_store
from services.cases.conversations.store import own as store
from services.cases.coordination.domain.case import must_be_open as case_must_be_open
from services.cases.duties.actions import message_waits
from shared.contracts.cases.conversations import RetractionReason, ThreadState
from shared.contracts.cases.coordination import CaseState
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.phrases import Phrase
from shared.policy.grammar import decide_for_a_person
from shared.refusals import Invalid, NotFound, Stale


async def list_own_threads(
    work: UnitOfWork, caller: PersonActor, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Threads that the caller takes part in, first where somebody wrote last; one more than `limit` if there is.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
    """
    return await store.list_threads(work, await _taking_part(work, caller), after, limit)


async def read_own_thread(work: UnitOfWork, caller: PersonActor, thread_id: UUID, operation: str) -> asyncpg.Record:
    """One thread.

    Raises:
        SpeaksForNobody: as above.
        NotFound: none that the caller takes part in.
    """
    row = await store.open_thread(work, await _taking_part(work, caller), thread_id, operation)
    if row is None:
        raise NotFound
    return row


async def list_own_messages(
    work: UnitOfWork,
    caller: PersonActor,
    thread_id: UUID,
    after: UUID | None,
    limit: int,
    *,
    newest_first: bool,
) -> list[asyncpg.Record]:
    """Messages of a thread in the order of writing or against it; one more than `limit` if there is.

    Raises:
        SpeaksForNobody, NotFound: as above.
        Invalid: `after` is no message there.
    """
    mine = await _taking_part(work, caller)
    rows = await store.list_messages(work, mine, thread_id, after, limit, newest_first=newest_first)
    if not rows and await store.hold_thread(work, mine, thread_id) is None:
        raise NotFound
    if not rows and after is not None and await store.for_change(work, mine, thread_id, after) is None:
        raise Invalid.field(
            "#/query/after", "cursor", "This is not a cursor of this list.", "Ce curseur n'est pas de cette liste."
        )
    return rows


async def read_own_message(
    work: UnitOfWork, caller: PersonActor, thread_id: UUID, message_id: UUID, operation: str
) -> asyncpg.Record:
    """One message of a thread.

    Raises:
        SpeaksForNobody, NotFound: as above.
    """
    row = await store.open_message(work, await _taking_part(work, caller), thread_id, message_id, operation)
    if row is None:
        raise NotFound
    return row


async def list_own_versions(
    work: UnitOfWork, caller: PersonActor, thread_id: UUID, message_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a message said before, oldest first; one more than `limit` if there is.

    Raises:
        SpeaksForNobody, NotFound: as above.
        NotAllowed: it was retracted, and is not the caller's own word.
    """
    message = await read_own_message(work, caller, thread_id, message_id, "list-own-message-versions")
    if message["retracted_at"] is not None:
        _decide(READ_OWN_RETRACTED, caller, message)
    return await store.list_versions(work, await _taking_part(work, caller), message_id, after, limit)


async def write_own_message(work: UnitOfWork, caller: PersonActor, thread_id: UUID, text: str, *, urgent: bool) -> UUID:
    """Write in a thread: what somebody writes themselves has the thread's category and is held by its agency.

    No place is kept out of it: whoever represents somebody would learn, by the refusal, where they hide.

    Raises:
        SpeaksForNobody, NotFound: as above.
        Conflict: the thread or its case is closed.
    """
    mine = await _taking_part(work, caller)
    thread = await store.hold_thread(work, mine, thread_id)
    if thread is None:
        raise NotFound
    must_take_words(thread)
    return await say_in(work, mine, thread, text, urgent=urgent)


def must_take_words(thread: asyncpg.Record) -> None:
    """Something can be said in it.

    Raises:
        Conflict: the thread or its case is closed.
    """
    must_be_open(ThreadState(thread["state"]))
    case_must_be_open(CaseState.OPEN if thread["case_is_open"] else CaseState.CLOSED)


async def say_in(
    work: UnitOfWork, mine: Speaker, thread: Mapping[str, Any] | asyncpg.Record, text: str, *, urgent: bool
) -> UUID:
    """Keep what somebody says in a thread that is open and with them, and whose lock is held."""
    message_id = new_id()
    place = await message_store.next_place(work, thread["id"])
    await store.keep(work, _first_version(mine, thread, message_id) | {"place": place, "text": text, "urgent": urgent})
    if urgent:
        await message_waits(work, message_id)
    await work.tell(events.MessageWritten(**told_of(thread, mine.person_id), message_id=message_id))
    return message_id


async def correct_own_message(
    work: UnitOfWork, caller: PersonActor, thread_id: UUID, message_id: UUID, version: int, text: str
) -> UUID:
    """Say it in other words; the earlier version is kept.

    Raises:
        SpeaksForNobody, NotFound: as above.
        NotAllowed: it is somebody else's word.
        Stale: it was changed since.
        Conflict: it was retracted.
    """
    mine, thread, message = await load_own(work, caller, thread_id, message_id, CORRECT_OWN)
    if message["version"] != version:
        raise Stale
    if message["text"] != text:
        await store.change(work, message, thread["agency_id"], {"text": text})
        await message_waits(work, message_id)
        await work.tell(events.MessageCorrected(**told_of(thread, mine.person_id), message_id=message_id))
    return message_id


async def retract_own_message(
    work: UnitOfWork, caller: PersonActor, thread_id: UUID, message_id: UUID, reason: RetractionReason
) -> UUID:
    """Take it back: a line stays that says so.

    Raises:
        SpeaksForNobody, NotFound: as above.
        NotAllowed: it is somebody else's word.
        Conflict: it was retracted before.
    """
    mine, thread, message = await load_own(work, caller, thread_id, message_id, CORRECT_OWN)
    taken_back = {"text": None, "urgent": False, "retracted_at": work.now, "retraction_reason": reason}
    await store.change(work, message, thread["agency_id"], taken_back)
    await message_waits(work, message_id)
    told = told_of(thread, mine.person_id)
    await work.tell(events.MessageRetracted(**told, message_id=message_id, reason=reason))
    return message_id


async def mark_own_read(work: UnitOfWork, caller: PersonActor, thread_id: UUID, message_id: UUID) -> UUID:
    """Say that one has read up to a message; what was read stays read.

    Raises:
        SpeaksForNobody, NotFound: as above.
    """
    mine = await _taking_part(work, caller)
    if await store.for_change(work, mine, thread_id, message_id) is None:
        raise NotFound
    await store.mark_read(work, mine, thread_id, message_id)
    return thread_id


async def _taking_part(work: UnitOfWork, caller: PersonActor) -> Speaker:
    return await who_may(work, caller, OWN_RULES, TAKE_PART, "take-part-in-thread")


async def load_own(
    work: UnitOfWork, caller: PersonActor, thread_id: UUID, message_id: UUID, action: Phrase
) -> tuple[Speaker, asyncpg.Record, asyncpg.Record]:
    """Who speaks, a thread whose lock is held from here on, and a message of theirs in it that stands.

    Raises:
        SpeaksForNobody, NotFound: as above.
        NotAllowed: it is somebody else's word.
        Conflict: it was retracted.
    """
    mine = await _taking_part(work, caller)
    thread = await store.hold_thread(work, mine, thread_id)
    message = await store.for_change(work, mine, thread_id, message_id) if thread else None
    if thread is None or message is None:
        raise NotFound
    _decide(action, caller, message)
    must_stand(is_retracted=message["retracted_at"] is not None)
    return mine, thread, message


def _decide(action: str, caller: PersonActor, message: asyncpg.Record) -> None:
    decide_for_a_person(OWN_MESSAGE_RULES, action, caller, AboutOwnMessage(message["is_mine"]))


def _first_version(mine: Speaker, thread: Mapping[str, Any] | asyncpg.Record, message_id: UUID) -> dict[str, object]:
    return {
        "id": message_id,
        "thread_id": thread["id"],
        "municipality_id": thread["municipality_id"],
        "person_id": mine.person_id,
        "category": thread["category"],
        "sensitivity": thread["sensitivity"],
        "agency_id": thread["agency_id"],
        "account_id": mine.account_id,
        "relationship_id": mine.relationship_id,
    }
