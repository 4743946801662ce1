"""Read one's notices, and say which of them one has read."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import not_found
from services.cases.notices.store import reading as store
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Listed:
    """A page of somebody's notices.

    Attributes:
        rows: one more than was asked for when there is a next page.
        unread: of all, counted up to a number.
        position: from here on the stream goes on where this list ends.
    """

    rows: list[asyncpg.Record]
    unread: int
    position: int


async def list_notices(work: UnitOfWork, before: int | None, limit: int, *, only_unread: bool) -> Listed:
    """What the caller is told of, newest first, as far as they may see what it is about; the looks are logged.

    Args:
        before: the place of the last one on the page before.
    """
    rows = await store.list_some(work, before, limit, only_unread=only_unread)
    return Listed([row for row in rows if row["id"] is not None], rows[0]["unread"], rows[0]["position"])


async def read_notice(work: UnitOfWork, notice_id: UUID, operation: str) -> asyncpg.Record:
    """One notice; the look is logged.

    Raises:
        NotFound: none that the caller is shown.
    """
    row = await store.open_one(work, notice_id, operation)
    if row is None:
        raise not_found(work, operation)
    return row


async def mark_read(work: UnitOfWork, notice_id: UUID) -> UUID:
    """Say that one has read a notice; what was read stays read.

    Raises:
        NotFound: none that the caller is shown.
    """
    await _place_of(work, notice_id, "mark-notice-read")
    await store.mark_read(work, notice_id)
    return notice_id


async def mark_read_up_to(work: UnitOfWork, notice_id: UUID) -> UUID:
    """Say that one has read a notice and all older ones.

    Raises:
        NotFound: none that the caller is shown.
    """
    await store.mark_read_up_to(work, await _place_of(work, notice_id, "mark-notices-read"))
    return notice_id


async def count_unread(work: UnitOfWork) -> int:
    """How many notices the caller has not read, of those they may see, counted up to a number."""
    return await store.count_unread(work)


async def _place_of(work: UnitOfWork, notice_id: UUID, operation: str) -> int:
    place = await store.place_of(work, notice_id)
    if place is None:
        raise not_found(work, operation)
    return place
