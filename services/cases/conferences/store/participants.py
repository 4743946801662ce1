"""Who is asked to come to conferences, in the database."""

from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.conferences.predicate import is_asked, takes_part
from services.cases.conferences.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.contracts.cases.conferences import AbsenceReason, AnswerState, Attendance
from shared.contracts.identity.vocabulary import Sector
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement("""
    INSERT INTO conference_participant (id, conference_id, municipality_id, agency_id, worker_id, sector, state,
        invited_at)
    VALUES (:id, :conference_id, :municipality_id, :agency_id, :worker_id, :sector, :state, :now)
    ON CONFLICT DO NOTHING
""")
_IS_THEIRS = "(c.agency_id = :reader_agency OR p.agency_id = :reader_agency)"
_SHOWN = f"""
    SELECT p.id, p.conference_id, p.municipality_id, p.agency_id, p.worker_id, p.sector, p.state, p.invited_at,
           p.answered_at, p.attendance,
           CASE WHEN {_IS_THEIRS} THEN p.reason END AS reason, {is_asked("p")} AS asks_the_reader
    FROM conference_participant p JOIN conference c ON c.id = p.conference_id
    WHERE p.conference_id = :conference_id AND {takes_part("c")}"""
"""Why somebody does not come is told to those who convene, and to the agency that is asked."""
_OPEN = Statement(f"{_SHOWN} AND p.id = :id")
_LIST = Statement(f"{_SHOWN} AND (CAST(:after AS uuid) IS NULL OR p.id > :after) ORDER BY p.id LIMIT :limit")
_LOCK = Statement("SELECT true FROM conference_participant WHERE id = :id FOR NO KEY UPDATE")
_ANSWER = Statement("""
    UPDATE conference_participant SET state = :state, worker_id = :worker_id, reason = :reason, answered_at = :now,
        answered_by = :reader, sector = coalesce(:sector, sector)
    WHERE id = :id
""")
_ATTENDANCE = Statement("UPDATE conference_participant SET attendance = :attendance WHERE id = :id")
_ATTENDED = Statement("""
    SELECT true FROM conference_participant
    WHERE conference_id = :conference_id AND agency_id = :reader_agency AND worker_id = :reader
      AND attendance = 'attended'
""")
_NAMED = Statement("""
    SELECT true FROM conference_participant
    WHERE conference_id = :conference_id AND agency_id = :agency_id AND worker_id = :worker_id
      AND state <> 'withdrawn' AND id <> :id
""")


async def keep(
    work: UnitOfWork,
    participant_id: UUID,
    conference: asyncpg.Record,
    agency_id: UUID,
    worker_id: UUID | None,
    state: AnswerState,
    sector: Sector | None = None,
) -> bool:
    """Keep whom a conference asks to come; False when they are asked.

    Args:
        sector: of an agency that comes already.
    """
    values = {"conference_id": conference["id"], "municipality_id": conference["municipality_id"]}
    seat = {"id": participant_id, "agency_id": agency_id, "worker_id": worker_id, "state": state, "sector": sector}
    return bool(await work.run(_KEEP, **values, **seat, now=work.now))


async def open_one(work: UnitOfWork, conference_id: UUID, participant_id: UUID) -> asyncpg.Record | None:
    """One of those who are asked to a conference in which the reader takes part."""
    return await work.row(_OPEN, conference_id=conference_id, id=participant_id, **reader(work))


async def list_some(work: UnitOfWork, conference_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Whom a conference asks or asked, in the order of asking."""
    return await work.rows(_LIST, conference_id=conference_id, after=after, limit=limit, **reader(work))


async def lock(work: UnitOfWork, participant_id: UUID) -> None:
    """Make simultaneous answers wait for each other."""
    await work.run(_LOCK, id=participant_id)


async def is_named_beside(
    work: UnitOfWork, conference_id: UUID, agency_id: UUID, worker_id: UUID, participant_id: UUID
) -> bool:
    """Whether the conference asks this worker by another invitation than this."""
    values = {"conference_id": conference_id, "agency_id": agency_id, "worker_id": worker_id, "id": participant_id}
    return bool(await work.value(_NAMED, **values))


async def answer(
    work: UnitOfWork,
    participant_id: UUID,
    state: AnswerState,
    *,
    worker_id: UUID | None,
    sector: Sector | None = None,
    reason: AbsenceReason | None = None,
) -> None:
    """Keep what came of it."""
    subject = reader(work)["reader"]
    values = {"state": state, "worker_id": worker_id, "reason": reason, "reader": subject, "sector": sector}
    await work.run(_ANSWER, id=participant_id, now=work.now, **values)


async def keep_attendance(work: UnitOfWork, participant_id: UUID, attendance: Attendance) -> None:
    """Keep whether somebody was there."""
    await work.run(_ATTENDANCE, id=participant_id, attendance=attendance)


async def has_attended(work: UnitOfWork, conference_id: UUID) -> bool:
    """Whether the reader was there, as those who convene say."""
    return bool(await work.value(_ATTENDED, conference_id=conference_id, **reader(work)))
