"""What opening, changing and listing have in common: finding a thread, and deciding about it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.conversations.policy import THREAD_RULES, AboutThread
from services.cases.conversations.store import threads as store
from services.cases.conversations.store.threads import THREADS
from services.cases.coordination.actions.decisions import decide_about
from services.cases.items.actions import Opened, open_for_change
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


def told_of(thread: Mapping[str, Any] | asyncpg.Record, person_id: UUID) -> dict[str, Any]:
    """What every event about a thread or a message in it says."""
    return {
        "thread_id": thread["id"],
        "person_id": person_id,
        "case_id": thread["case_id"],
        "referral_id": thread["referral_id"],
    }
