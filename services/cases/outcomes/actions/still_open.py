"""What of a case is not settled yet, as far as somebody may see it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.conversations.actions.threads import list_threads
from services.cases.outcomes.domain.closing import REFERRALS_OVER
from services.cases.outcomes.store import closures as store
from services.cases.plans.actions.planned import list_actions
from services.cases.plans.domain.goals import OVER
from services.cases.tasks.actions.tasks import list_tasks_of
from shared.contracts.cases.conversations import ThreadState
from shared.contracts.cases.duties import TaskState
from shared.database.unit_of_work import UnitOfWork

AT_ONCE: Final = 200
Listing = Callable[[UUID | None, int], Awaitable[list[asyncpg.Record]]]


@dataclass(frozen=True)
class StillOpen:
    """What is not settled.

    Attributes:
        referrals: of the case, open or not; each as it stands.
    """

    referrals: Sequence[asyncpg.Record]
    actions: Sequence[asyncpg.Record]
    tasks: Sequence[asyncpg.Record]
    threads: Sequence[UUID]

    @property
    def open_referrals(self) -> Sequence[asyncpg.Record]:
        """Those in which somebody owes something."""
        return [row for row in self.referrals if row["state"] not in REFERRALS_OVER]


async def still_open(work: UnitOfWork, case_id: UUID) -> StillOpen:
    """Referrals, actions, tasks and threads of a case that are open, as far as the caller may see them; the looks are
    logged.

    Raises:
        NotFound: neither the case nor anything in it is the caller's to see.
    """
    referrals = await store.referrals_of(work, case_id, "list-open-referrals")
    actions = await everything(lambda after, limit: list_actions(work, case_id, after, limit))
    tasks = await everything(lambda after, limit: list_tasks_of(work, case_id, after, limit))
    return StillOpen(
        referrals=referrals,
        actions=[row for row in actions if row["state"] not in OVER],
        tasks=[row for row in tasks if row["state"] == TaskState.OPEN],
        threads=await _open_threads(work, case_id),
    )


async def everything(listing: Listing) -> list[asyncpg.Record]:
    """All of a list that comes in pages.

    Args:
        listing: given the last id and how many; gives one more when there is more.
    """
    found: list[asyncpg.Record] = []
    while True:
        rows = await listing(found[-1]["id"] if found else None, AT_ONCE)
        found += rows[:AT_ONCE]
        if len(rows) <= AT_ONCE:
            return found


async def _open_threads(work: UnitOfWork, case_id: UUID) -> list[UUID]:
    found: list[asyncpg.Record] = []
    while True:
        last = (found[-1]["active_at"], found[-1]["id"]) if found else None
        rows = await list_threads(
            work, case_id=case_id, referral_id=None, state=ThreadState.OPEN, after=last, limit=AT_ONCE
        )
        found += rows[:AT_ONCE]
        if len(rows) <= AT_ONCE:
            return [row["id"] for row in found]
