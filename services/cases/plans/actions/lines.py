"""What stands in a version or review of a plan: as far as whoever makes it may see, beside where it stood before."""

from uuid import UUID

import asyncpg

from services.cases.plans.domain.agreeing import compared
from services.cases.plans.store import lines as store
from shared.database.unit_of_work import UnitOfWork


async def keep_lines(work: UnitOfWork, case_id: UUID, record_id: UUID, before: UUID | None) -> bool:
    """Keep where every goal and action stands now, beside where it stood in the record before; whether there is any.

    What was classified anew since then stands there as new: the line is read by those who may see it as it is now.
    """
    items = {row["id"]: row for row in await store.positions(work, case_id)}
    now = {item_id: store.position_from(row) for item_id, row in items.items()}
    stood = await store.stood(work, before)
    alike = {
        item_id: stood[which] for item_id, row in items.items() if (which := store.classified(item_id, row)) in stood
    }
    await store.keep_lines(work, record_id, items, compared(now, alike))
    return bool(items)


async def list_lines(
    work: UnitOfWork, record_id: UUID, after: UUID | None, limit: int, operation: str
) -> list[asyncpg.Record]:
    """What stands in a version or review, for somebody who may see it; one more than `limit` if there is."""
    return await store.lines(work, record_id, after, limit, operation)
