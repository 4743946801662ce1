"""Make notices of what was told. Background work."""

from uuid import UUID

from services.cases.notices.domain.hearing import REVOKED, by_whom, hands, happened, heard_by
from services.cases.notices.domain.hears import Seat
from services.cases.notices.domain.notice import HANDS_KEPT, KEPT
from services.cases.notices.store import making as store
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told


async def make_notices(work: UnitOfWork, told: Told) -> None:
    """Keep a notice for each whom an event concerns, whether they may see what it is about or not: that is decided each
    time it is read.
    """
    if told.type == REVOKED:
        await store.take_from_hand(work, UUID(told.data["agency_id"]), UUID(told.data["worker_id"]), told.at)
        return
    for agency_id, worker_id in hands(told.type, told.data):
        await store.remember_hand(work, told.about, agency_id, worker_id, told.at)
    lines = heard_by(told.type, told.data)
    by = await _by_whom(work, told) if lines else None
    for hears in lines:
        await store.make(work, hears, happened(hears, told.data), told.at, by)


async def forget_notices(work: UnitOfWork) -> None:
    """Delete notices that are too old to be news. Background work."""
    await store.forget(work, notices_until=work.now - KEPT, hands_until=work.now - HANDS_KEPT)


async def _by_whom(work: UnitOfWork, told: Told) -> Seat | None:
    """Who did it: as the event says, or else as our own journal does."""
    return by_whom(told.data) or await store.by_whom(work, told.id, told.at)
