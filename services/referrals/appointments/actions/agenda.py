"""What a worker has agreed on with people, over all referrals: for their day, and for a calendar outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from services.referrals.appointments import store
from services.referrals.appointments.domain import Appointment
from services.referrals.disclosure.actions import note_list
from shared.database.unit_of_work import UnitOfWork

MOST_IN_CALENDAR: Final = 2000
_FIRST: Final = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whose appointments, and when they begin.

    Attributes:
        worker_id: of the caller's agency; of another one's there are none.
        since: the first moment, or the beginning of the appointment `after` which the page goes on.
        until: the first moment that is too late.
    """

    worker_id: UUID
    since: datetime
    until: datetime
    after: UUID = _FIRST


async def list_agenda(work: UnitOfWork, asked: Asked, limit: int) -> list[Appointment]:
    """Those whose referral the caller may see, by their agreed time, also cancelled ones; one more than `limit` if
    there is. Each is a look at a person, and logged.
    """
    found = await store.of_worker(work, asked.worker_id, asked.since, asked.until, asked.after, limit + 1)
    await note_list(work, "list the appointments of a worker", [sight for _, sight in found[:limit]])
    return [one for one, _ in found]


async def times_of(work: UnitOfWork, asked: Asked) -> list[Appointment]:
    """The same for a calendar. It is told times alone: that is no look at anybody, and calendars ask all day long."""
    found = await store.of_worker(work, asked.worker_id, asked.since, asked.until, asked.after, MOST_IN_CALENDAR)
    return [one for one, _ in found]
