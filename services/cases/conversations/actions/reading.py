"""What opening, changing and listing have in common: finding a thread or message, and deciding about it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.conversations.domain import Audience
from services.cases.conversations.policy import MESSAGE_RULES, THREAD_RULES, AboutThread
from services.cases.conversations.store import messages as message_store
from services.cases.conversations.store import threads as store
from services.cases.conversations.store.messages import MESSAGES
from services.cases.conversations.store.threads import THREADS
from services.cases.coordination.actions.decisions import decide_about
from services.cases.items.actions import Opened, everybody, open_for_change
from services.cases.items.policy import AboutItem
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


async def load_for_change(work: UnitOfWork, thread_id: UUID) -> Opened:
    """One thread, locked until the transaction ends, so that its messages and its moves have one order.

    Raises:
        NotFound: none that the caller may see.
    """
    return await open_for_change(work, THREADS, thread_id, lambda: store.for_change(work, thread_id))


def decide_on_thread(work: UnitOfWork, action: str, actor: Actor, thread: Opened) -> None:
    """Permit, or log a denied look at each person whom the thread is about.

    Raises:
        NotAllowed: no rule permits it.
    """
    row = thread.row
    facts = AboutThread(row["agency_id"], row["worker_id"], row["lead_agency_id"], row["lead_worker_id"])
    decide_about(work, THREAD_RULES, action, actor, facts, thread.people)


async def load_message_for_change(work: UnitOfWork, thread_id: UUID, message_id: UUID) -> tuple[asyncpg.Record, Opened]:
    """A message with its thread, whose lock makes simultaneous changes wait for each other.

    Raises:
        NotFound: no such message in this thread that the caller may see.
    """
    thread = await load_for_change(work, thread_id)
    message = await open_for_change(
        work, MESSAGES, message_id, lambda: message_store.for_change(work, thread_id, message_id)
    )
    return thread.row, message


def decide_on_message(work: UnitOfWork, action: str, actor: Actor, message: asyncpg.Record) -> None:
    """Permit, or log a denied look at each person whom the message is about.

    Raises:
        NotAllowed: no rule permits it.
    """
    facts = AboutItem(message["agency_id"], message["worker_id"])
    decide_about(work, MESSAGE_RULES, action, actor, facts, everybody(message))


def audience_of(thread: Mapping[str, Any] | asyncpg.Record) -> Audience:
    """Who takes part in a thread beside workers."""
    return Audience(thread["with_person"], frozenset(thread["with_relationship_ids"]))


def told_of(thread: Mapping[str, Any] | asyncpg.Record, person_id: UUID) -> dict[str, Any]:
    """What every event about a thread or a message in it says."""
    return {
        "thread_id": thread["id"],
        "person_id": person_id,
        "case_id": thread["case_id"],
        "referral_id": thread["referral_id"],
    }
