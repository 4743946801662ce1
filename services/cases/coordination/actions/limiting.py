"""Let places on a team end on a known day, long before it. Background work."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.cases.coordination.actions.grants import renew_team_grants
from services.cases.coordination.store import team as team_store
from services.cases.duties.actions import duties_follow, hold_case
from shared.database.unit_of_work import UnitOfWork

Ends = Mapping[UUID, datetime | None]
"""By membership, when it was to end before; None for no planned end."""


async def end_seats_on(work: UnitOfWork, case_id: UUID, agencies: Sequence[UUID], at: datetime) -> Ends:
    """Let what these agencies do on the team of a case end then, with what rests on it; which places end sooner so.

    The lead's stays, so that nobody is left without one; and in a case about several people all stay, since the day is
    one person's.
    """
    await hold_case(work, case_id)
    seats = await team_store.end_on(work, case_id, agencies, at)
    if seats:
        await _follow(work, case_id)
    return seats


async def end_seats_as_before(work: UnitOfWork, case_id: UUID, at: datetime, before: Ends) -> None:
    """Let places that were to end then end as was planned before, where nobody has changed that since."""
    await hold_case(work, case_id)
    await team_store.end_as_before(work, at, before)
    await _follow(work, case_id)


async def _follow(work: UnitOfWork, case_id: UUID) -> None:
    await renew_team_grants(work, case_id)
    await duties_follow(work, case_id)
