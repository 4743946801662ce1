"""Write down what must be done, where it arises, changes and ends, in the same transaction; say what is overdue."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.duties import events, store
from services.cases.duties.domain import Duty
from shared.contracts.cases.duties import DutyKind, GivenBecause
from shared.contracts.identity.actor import TaskActor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict, NotFound

TASK: Final = TaskActor("overdue_duties")
LOOK_EVERY_SECONDS: Final = 60.0
SLICE: Final = 100


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


async def find_duty(work: UnitOfWork, duty_id: UUID) -> asyncpg.Record:
    """What must be done, for a decision about it; nothing of it is shown.

    Raises:
        NotFound: nothing that the caller may see.
    """
    row = await store.open_one(work, duty_id)
    if row is None:
        raise NotFound
    return row


async def lock_duty(work: UnitOfWork, case_id: UUID | None, duty_id: UUID) -> asyncpg.Record:
    """As `find_duty`, as it is once nobody else changes it until the transaction ends.

    Raises:
        NotFound: nothing that the caller may see, any more.
    """
    if case_id is not None:
        await store.hold(work, case_id)
    await store.lock(work, duty_id)
    return await find_duty(work, duty_id)


async def give_duty(
    work: UnitOfWork, duty_id: UUID, kind: DutyKind, worker_id: UUID | None, because: GivenBecause
) -> None:
    """Another worker of the caller's agency must do it, or nobody is named; whoever calls has decided.

    Raises:
        Conflict: meanwhile something else must be done, or another agency must.
    """
    if not await store.give(work, duty_id, kind, worker_id, because):
        raise Conflict("It is no longer yours to give.", detail_fr="Ce n'est plus à vous de le confier.")


async def is_settled(work: UnitOfWork, duty_id: UUID) -> None:
    """It is done, or nobody has to do it any more."""
    await store.remove(work, duty_id)


async def duties_follow(work: UnitOfWork, case_id: UUID) -> None:
    """What must be done in a case stands by the case's risk, in the lists of its team and in none while it is closed,
    and is its lead's where it is for the lead to do. To be called when any of these changed, under the case's lock.
    """
    await store.follow(work, case_id)


async def release_revoked(work: UnitOfWork, worker_id: UUID, agency_id: UUID, revoked_at: datetime) -> None:
    """A worker was revoked: what they were to do is nobody's in their agency, where supervisors find it and name
    somebody; rights that name the worker end. Background work.

    Args:
        revoked_at: what they were given after it, in a new membership, stays.
    """
    await store.release(work, worker_id, agency_id, revoked_at)


async def hold_conference(work: UnitOfWork, conference_id: UUID) -> None:
    """From here on until the transaction ends, neither a conference changes nor an answer to it. To be called before
    whatever else of it is locked.
    """
    await store.hold_conference(work, conference_id)


async def conference_waits(work: UnitOfWork, conference_id: UUID) -> None:
    """Whoever is asked to a conference must come, or say that they do not; until it is over, cancelled, or they have.
    To be called when it, its time, or whom it asks changed.
    """
    await store.follow_conference(work, conference_id)


async def message_waits(work: UnitOfWork, message_id: UUID) -> None:
    """Whoever works on the case of an urgent message by name must read it. To be called when it was written, corrected
    or retracted.
    """
    await store.follow_message(work, message_id)


async def complaint_waits(work: UnitOfWork, complaint_id: UUID) -> None:
    """The agency that a complaint is about must answer it by its day, also when the case is closed. To be called when
    it was taken down or answered.
    """
    await store.follow_complaint(work, complaint_id)


async def rights_request_waits(work: UnitOfWork, request_id: UUID) -> None:
    """The agency of which somebody asked something by a right must answer it by its day. To be called when it was
    asked, extended, answered or taken back.
    """
    await store.follow_rights_request(work, request_id)


async def thread_is_read(work: UnitOfWork, thread_id: UUID) -> None:
    """The caller has read a thread as far as they have said."""
    await store.remove_read(work, thread_id)


async def tell_all_overdue(database: Database) -> None:
    """Say of everything that is overdue that it is, a slice at a time. Background work of any replica."""
    while await tell_a_slice(database) == SLICE:
        pass


async def tell_a_slice(database: Database, many: int = SLICE) -> int:
    """Say it of some that no other replica has in hand, each once for its day; how many."""
    async with database.work(TASK) as work:
        rows = await store.take_overdue(work, many)
        await work.tell(
            *(
                events.DutyFellOverdue(
                    duty_id=row["id"],
                    kind=DutyKind(row["kind"]),
                    municipality_id=row["municipality_id"],
                    case_id=row["case_id"],
                    within_id=row["within_id"],
                    agency_id=row["for_agency_id"],
                    worker_id=row["for_worker_id"],
                )
                for row in rows
            )
        )
    return len(rows)
