"""Look through all documents at once, as an operator asks: count what their rules say, and let what is due be deleted
now, and not when its week comes. A few in each transaction: whoever is stopped has done what was done, and goes on.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.cases.documents.actions.deleting import RETENTION, LetGo, delete_what_is_due, kept_as
from services.cases.documents.domain.retention import Verdict
from services.cases.documents.store import deleting as store
from shared.contracts.cases.documents import Retention
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork

SLICE: Final = 200


@dataclass(frozen=True, order=True)
class OfAnAgency:
    """The documents of one agency in one municipality, of one class."""

    municipality_id: UUID
    agency_id: UUID
    retention: Retention


Counts = dict[OfAnAgency, Counter[Verdict]]


async def count_what_is_due(database: Database, *, ask_now: bool = False) -> Counts:
    """How many documents are due, held although they would be, and stay; nothing is deleted.

    Args:
        ask_now: of those that are due it is asked with the next look, not within the week.
    """
    counts: Counts = {}
    after: UUID | None = None
    while True:
        async with database.work(RETENTION) as work:
            after = await _count_some(work, counts, after, ask_now=ask_now)
        if after is None:
            return counts


async def run_retention(database: Database, let_go: LetGo) -> Counts:
    """Delete all that is due now; what was found before. Contents go with the hourly look of the service."""
    counts = await count_what_is_due(database, ask_now=True)
    await delete_what_is_due(database, let_go)
    return counts


async def _count_some(work: UnitOfWork, counts: Counts, after: UUID | None, *, ask_now: bool) -> UUID | None:
    """Count some; after which to go on, or None at the end."""
    documents = await store.some_after(work, after, SLICE)
    kept = {row["document_id"]: kept_as(row) for row in await store.what_keeps(work, [one["id"] for one in documents])}
    due = []
    for one in documents:
        if one["id"] not in kept:
            continue  # another replica has just deleted it
        of = OfAnAgency(one["municipality_id"], one["agency_id"], Retention(one["retention"]))
        verdict = kept[one["id"]].verdict(work.now)
        counts.setdefault(of, Counter())[verdict] += 1
        if verdict is Verdict.DUE:
            due.append((one["id"], work.now))
    if ask_now:
        await store.look_again(work, due)
    return documents[-1]["id"] if len(documents) == SLICE else None
