"""Let children's services leave the team with the day on which a person moves to adults' services. Background work."""

from datetime import datetime
from uuid import UUID

from services.cases.coordination.actions.limiting import end_seats_as_before, end_seats_on
from services.cases.transitions.store import leaving as store
from shared.database.unit_of_work import UnitOfWork


async def let_leave(work: UnitOfWork, transition_id: UUID, case_id: UUID | None, at: datetime) -> None:
    """Plan the end of the places that the rule names; done again, of those who joined since."""
    agencies = await store.leaving(work, transition_id)
    if case_id is not None and agencies:
        await store.keep(work, transition_id, await end_seats_on(work, case_id, agencies, at))


async def let_stay(work: UnitOfWork, transition_id: UUID, case_id: UUID | None, at: datetime) -> None:
    """Take the planned ends back: the day is another, or does not come."""
    before = await store.forget(work, transition_id)
    if case_id is not None and before:
        await end_seats_as_before(work, case_id, at, before)
