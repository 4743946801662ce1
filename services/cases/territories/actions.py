"""Ask which day it is in a municipality, and learn when its days begin."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.cases.territories import store
from shared.database.unit_of_work import UnitOfWork


async def today_in(work: UnitOfWork, municipality_id: UUID) -> date:
    """The day that it is there: each day by which something must be done, or has happened, is one of these."""
    return await day_in(work, municipality_id, work.now)


async def day_in(work: UnitOfWork, municipality_id: UUID, at: datetime) -> date:
    """The local day of a moment there; that of UTC for the seconds until identity has told the time zone."""
    return at.astimezone(await zone_of(work, municipality_id) or UTC).date()


async def zone_of(work: UnitOfWork, municipality_id: UUID) -> ZoneInfo | None:
    """In which time zone a municipality is; None until identity has told it."""
    return await store.zone_of(work, municipality_id)


async def set_clock(work: UnitOfWork, municipality_id: UUID, zone: ZoneInfo) -> None:
    """Remember in which time zone the days of a municipality begin. Background work."""
    await store.set_clock(work, municipality_id, zone)
