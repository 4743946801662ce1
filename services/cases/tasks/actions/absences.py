"""Say who is away and who stands in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.tasks import events
from services.cases.tasks.domain.absence import Absence
from services.cases.tasks.policy import ABSENCE_RULES, SAY_AWAY, AboutAbsence
from services.cases.tasks.store import absences as store
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class NewAbsence:
    """What is needed to say one.

    Attributes:
        worker_id: the caller when None.
        starts_at: now when None.
    """

    worker_id: UUID | None
    deputy_id: UUID
    starts_at: datetime | None
    ends_at: datetime


async def say_away(work: UnitOfWork, actor: Actor, command: NewAbsence) -> UUID:
    """A worker is away; their list is on the list of a colleague too, as far as the colleague's own grounds go.

    Raises:
        NotAllowed: somebody else's, without supervising in the agency.
        Invalid: nobody else stands in, or it does not fit together.
    """
    absence = Absence(
        id=new_id(),
        agency_id=actor.agency_id,
        worker_id=command.worker_id or actor.subject,
        deputy_id=command.deputy_id,
        starts_at=command.starts_at or work.now,
        ends_at=command.ends_at,
    )
    decide(ABSENCE_RULES, SAY_AWAY, actor, AboutAbsence(absence.agency_id, absence.worker_id))
    absence.check(work.now)
    await store.keep(work, absence, actor.subject)
    await work.tell(
        events.AbsenceSaid(
            absence_id=absence.id,
            agency_id=absence.agency_id,
            worker_id=absence.worker_id,
            deputy_id=absence.deputy_id,
            starts_at=absence.starts_at,
            ends_at=absence.ends_at,
        )
    )
    return absence.id


async def end_absence(work: UnitOfWork, actor: Actor, absence_id: UUID) -> UUID:
    """A worker is back earlier, or will not be away.

    Raises:
        NotFound: none in which the caller is away, stands in, or supervises.
        NotAllowed: the caller only stands in.
        Conflict: it is over.
    """
    row = await read_absence(work, actor, absence_id)
    decide(ABSENCE_RULES, SAY_AWAY, actor, AboutAbsence(row["agency_id"], row["worker_id"]))
    if row["ends_at"] <= work.now:
        raise Conflict("They are back.", detail_fr="Cette absence est terminée.")
    await store.end(work, absence_id)
    named = {name: row[name] for name in ("agency_id", "worker_id", "deputy_id")}
    await work.tell(events.AbsenceEnded(absence_id=absence_id, **named))
    return absence_id


async def read_absence(work: UnitOfWork, actor: Actor, absence_id: UUID) -> asyncpg.Record:
    """One absence, past or present.

    Raises:
        NotFound: none in which the caller is away, stands in, or supervises.
    """
    row = await store.open_one(work, absence_id, actor.agency_id, _whose(actor))
    if row is None:
        raise NotFound
    return row


async def list_absences(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Absences that are not over: the caller's and those in which they stand in, or all of the agency for a supervisor;
    one more than `limit` when there is a next page.
    """
    return await store.list_some(work, actor.agency_id, _whose(actor), after, limit + 1)


def _whose(actor: Actor) -> UUID | None:
    return None if Role.SUPERVISOR in actor.roles else actor.subject
