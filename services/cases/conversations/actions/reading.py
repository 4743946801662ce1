"""What opening, changing and listing have in common: finding a thread, and deciding about it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.conversations.policy import THREAD_RULES, AboutThread
from services.cases.conversations.store import threads as store
from services.cases.coordination.actions.decisions import decide_about, not_found
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


async def load_for_change(work: UnitOfWork, thread_id: UUID) -> asyncpg.Record:
    """One thread, locked until the transaction ends, so that its messages and its moves have one order.

    Raises:
        NotFound: none that the caller may see.
    """
    await store.lock(work, thread_id)
    thread = await store.for_change(work, thread_id)
    if thread is None:
        raise not_found(work, "read-thread")
    for person_id in everybody(thread):
        work.lies_in(person_id, thread["municipality_id"])
    return thread


def decide_on_thread(work: UnitOfWork, action: str, actor: Actor, thread: asyncpg.Record) -> None:
    """Permit, or log a denied look at each person whom the thread is about.

    Raises:
        NotAllowed: no rule permits it.
    """
    facts = AboutThread(thread["agency_id"], thread["worker_id"], thread["lead_agency_id"], thread["lead_worker_id"])
    decide_about(work, THREAD_RULES, action, actor, facts, everybody(thread))


def everybody(item: Mapping[str, Any] | asyncpg.Record) -> tuple[UUID, ...]:
    """Whom a thread or message is about."""
    return (item["person_id"], *item["also_about"])
