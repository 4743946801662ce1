"""Write down what must be done, where it arises, changes and ends: in the same transaction."""

from uuid import UUID

from services.cases.duties import store
from services.cases.duties.domain import Duty
from shared.database.unit_of_work import UnitOfWork


async def hold_case(work: UnitOfWork, case_id: UUID) -> None:
    """From here on until the transaction ends, neither a case nor its team changes, and nothing else that must be done
    in it. To be called before whatever else is locked in it.
    """
    await store.hold(work, case_id)


async def must_be_done(work: UnitOfWork, duty: Duty) -> None:
    """Something waits for somebody, or waits as something else than before."""
    if duty.case_id is not None:
        await store.hold(work, duty.case_id)
    await store.keep(work, duty)


async def is_settled(work: UnitOfWork, duty_id: UUID) -> None:
    """It is done, or nobody has to do it any more."""
    await store.remove(work, duty_id)


async def duties_follow(work: UnitOfWork, case_id: UUID) -> None:
    """What must be done in a case stands by the case's risk, in the lists of its team and in none while it is closed,
    and is its lead's where it is for the lead to do. To be called when any of these changed, under the case's lock.
    """
    await store.follow(work, case_id)
