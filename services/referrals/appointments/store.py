"""Appointments in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.referrals.appointments.domain import Appointment, Slot
from services.referrals.disclosure.domain import Sight
from services.referrals.lifecycle.predicate import MAY_READ, reader
from services.referrals.schema import metadata
from shared.contracts.referrals.appointments import (
    AgreedBy,
    AppointmentState,
    Attendance,
    AttendanceReason,
    CancellingReason,
)
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_TIME = sa.DateTime(timezone=True)

appointment = sa.Table(
    "appointment",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("referral_id", sa.Uuid, sa.ForeignKey("referrals.referral.id"), nullable=False, comment="Of which."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the person."),
    sa.Column("person_id", sa.Uuid, nullable=False, comment="Who is expected; personal data (pseudonym)."),
    sa.Column("receiver_agency_id", sa.Uuid, nullable=False, comment="Agency that expects them."),
    sa.Column("worker_id", sa.Uuid, comment="Its worker whom they meet; empty where that is open."),
    sa.Column("time_zone", sa.Text, nullable=False, comment="IANA time zone in which the agency works."),
    sa.Column("place", sa.Text, nullable=False, comment="Where, for both agencies and no calendar; personal data."),
    sa.Column("slots", JSONB, nullable=False, comment="Times that are offered, or the one that was agreed; UTC."),
    sa.Column("starts_at", _TIME, comment="Agreed beginning, UTC; empty while nothing is agreed."),
    sa.Column("ends_at", _TIME, comment="Agreed end, UTC."),
    sa.Column("agreed_by", sa.Text, comment="person or representative."),
    sa.Column("state", sa.Text, nullable=False, comment="proposed, confirmed, cancelled or over."),
    sa.Column("cancelled_because", sa.Text, comment="Coded reason."),
    sa.Column("attendance", sa.Text, comment="came, came_late or did_not_come."),
    sa.Column("attendance_because", sa.Text, comment="Coded reason, as far as it is known."),
    sa.Column("version", sa.Integer, nullable=False, comment="Counts changes; the ETag, and the calendar's sequence."),
    sa.Column("proposed_at", _TIME, nullable=False, comment="UTC."),
    sa.Column("changed_at", _TIME, nullable=False, comment="When it changed last, UTC."),
    sa.Column("changed_by_agency_id", sa.Uuid, comment="Agency that changed it last; empty for background work."),
    sa.Column("changed_by_id", sa.Uuid, comment="Worker or system that did."),
    sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", "begins_and_ends"),
    sa.CheckConstraint("state NOT IN ('confirmed', 'over') OR starts_at IS NOT NULL", "agreed_has_a_time"),
    sa.CheckConstraint("(state = 'over') = (attendance IS NOT NULL)", "over_says_who_came"),
    sa.CheckConstraint("(state = 'cancelled') = (cancelled_because IS NOT NULL)", "cancelled_says_why"),
    sa.Index("ix_appointment_referral", "referral_id", "id"),
    sa.Index(
        "ix_appointment_worker",
        "worker_id",
        "starts_at",
        "id",
        postgresql_where=sa.text("worker_id IS NOT NULL AND starts_at IS NOT NULL"),
    ),
    comment="When people who were referred meet somebody of the receiving agency.",
)

_SAID: Final = (
    "worker_id", "place", "slots", "starts_at", "ends_at", "agreed_by", "state", "cancelled_because", "attendance",
    "attendance_because", "version", "changed_at", "changed_by_agency_id", "changed_by_id",
)  # fmt: skip
"""What changes."""
_ABOUT: Final = ("id", "referral_id", "municipality_id", "person_id", "receiver_agency_id", "time_zone", "proposed_at")
_ALL: Final = (*_ABOUT, *_SAID)

_ADD = Statement(f"INSERT INTO appointment ({', '.join(_ALL)}) VALUES ({', '.join(f':{name}' for name in _ALL)})")
_SAVE = Statement(f"UPDATE appointment SET {', '.join(f'{name} = :{name}' for name in _SAID)} WHERE id = :id")
_OPEN = Statement("SELECT * FROM appointment WHERE id = :id AND referral_id = :referral_id")
_LIST = Statement("""
    SELECT * FROM appointment WHERE referral_id = :referral_id AND (CAST(:after AS uuid) IS NULL OR id > :after)
    ORDER BY id LIMIT :limit
""")
_OF_WORKER = Statement(f"""
    SELECT a.* FROM appointment a JOIN referral r ON r.id = a.referral_id
    WHERE a.receiver_agency_id = :reader_agency AND a.worker_id = :worker_id AND {MAY_READ}
      AND a.starts_at < :until AND (a.starts_at, a.id) > (:since, CAST(:after AS uuid))
    ORDER BY a.starts_at, a.id LIMIT :limit
""")
_OPEN_ONES = Statement("""
    SELECT count(*) FROM appointment WHERE referral_id = :referral_id AND state IN ('proposed', 'confirmed')
""")
_END = Statement(f"""
    UPDATE appointment SET state = '{AppointmentState.CANCELLED}',
        cancelled_because = '{CancellingReason.REFERRAL_ENDED}', version = version + 1, changed_at = :now,
        changed_by_agency_id = NULL, changed_by_id = NULL
    WHERE referral_id = :referral_id AND state IN ('proposed', 'confirmed') AND changed_at <= :ended_at
      AND (starts_at IS NULL OR starts_at > :ended_at)
    RETURNING *
""")


async def add(work: UnitOfWork, one: Appointment, about: Mapping[str, Any], by: tuple[UUID, UUID]) -> None:
    """Keep a new one.

    Args:
        about: municipality_id, person_id and receiver_agency_id of its referral.
        by: agency and worker.
    """
    await work.run(_ADD, **about, time_zone=one.time_zone, proposed_at=one.proposed_at, **_values(one, by))


async def save(work: UnitOfWork, one: Appointment, by: tuple[UUID, UUID]) -> None:
    """Keep a change."""
    await work.run(_SAVE, **{name: value for name, value in _values(one, by).items() if name != "referral_id"})


async def open_one(work: UnitOfWork, referral_id: UUID, appointment_id: UUID) -> Appointment | None:
    """One of a referral that the reader may see."""
    row = await work.row(_OPEN, id=appointment_id, referral_id=referral_id)
    return None if row is None else _from(row)


async def of_referral(work: UnitOfWork, referral_id: UUID, after: UUID | None, limit: int) -> list[Appointment]:
    """Those of a referral that the reader may see, in the order in which they were proposed."""
    return [_from(row) for row in await work.rows(_LIST, referral_id=referral_id, after=after, limit=limit)]


async def of_worker(
    work: UnitOfWork, worker_id: UUID, since: datetime, until: datetime, after: UUID, limit: int
) -> list[tuple[Appointment, Sight]]:
    """Those of a worker of the reader's agency whose agreed time lies there, and whose referral the reader may see; in
    the order of time, each with whom a look at it concerns.

    Args:
        since, after: behind this one; its agreed beginning and its id.
    """
    asked = {"worker_id": worker_id, "since": since, "until": until, "after": after, "limit": limit}
    return [
        (_from(row), Sight(row["referral_id"], row["person_id"], row["municipality_id"]))
        for row in await work.rows(_OF_WORKER, **asked, **reader(work))
    ]


async def how_many_open(work: UnitOfWork, referral_id: UUID) -> int:
    """How many of a referral are to come."""
    count: int = await work.value(_OPEN_ONES, referral_id=referral_id)
    return count


async def end_with(work: UnitOfWork, referral_id: UUID, ended_at: datetime) -> Sequence[Appointment]:
    """Cancel what was to come when a referral ended, and was not arranged anew since. Background work."""
    rows = await work.rows(_END, referral_id=referral_id, ended_at=ended_at, now=work.now)
    for row in rows:
        work.lies_in(row["person_id"], row["municipality_id"])
    return [_from(row) for row in rows]


def _values(one: Appointment, by: tuple[UUID, UUID]) -> dict[str, Any]:
    agency_id, worker_id = by
    return {
        "id": one.id,
        "referral_id": one.referral_id,
        "worker_id": one.worker_id,
        "place": one.place,
        "slots": [{"starts_at": slot.starts_at.isoformat(), "ends_at": slot.ends_at.isoformat()} for slot in one.slots],
        "starts_at": one.agreed.starts_at if one.agreed else None,
        "ends_at": one.agreed.ends_at if one.agreed else None,
        "agreed_by": one.agreed_by,
        "state": one.state,
        "cancelled_because": one.cancelled_because,
        "attendance": one.attendance,
        "attendance_because": one.attendance_because,
        "version": one.version,
        "changed_at": one.changed_at,
        "changed_by_agency_id": agency_id,
        "changed_by_id": worker_id,
    }


def _from(row: asyncpg.Record) -> Appointment:
    slots = tuple(
        Slot(datetime.fromisoformat(one["starts_at"]), datetime.fromisoformat(one["ends_at"])) for one in row["slots"]
    )
    return Appointment(
        id=row["id"],
        referral_id=row["referral_id"],
        time_zone=row["time_zone"],
        proposed_at=row["proposed_at"],
        changed_at=row["changed_at"],
        worker_id=row["worker_id"],
        place=row["place"],
        slots=slots,
        agreed=Slot(row["starts_at"], row["ends_at"]) if row["starts_at"] else None,
        agreed_by=row["agreed_by"] and AgreedBy(row["agreed_by"]),
        state=AppointmentState(row["state"]),
        cancelled_because=row["cancelled_because"] and CancellingReason(row["cancelled_because"]),
        attendance=row["attendance"] and Attendance(row["attendance"]),
        attendance_because=row["attendance_because"] and AttendanceReason(row["attendance_because"]),
        version=row["version"],
    )
