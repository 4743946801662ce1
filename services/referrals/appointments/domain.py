"""An appointment as it stands, and what can be done with it. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.domain.table import LIVE
from shared.contracts.referrals.appointments import (
    AgreedBy,
    AppointmentState,
    Attendance,
    AttendanceReason,
    CancellingReason,
)
from shared.contracts.referrals.vocabulary import Party, State
from shared.refusals import Conflict, Invalid

MOST_SLOTS: Final = 10
MOST_OPEN: Final = 20
"""Appointments of one referral that are to come."""

_LONGEST: Final = timedelta(hours=12)
_FARTHEST: Final = timedelta(days=366)
_OPEN: Final = frozenset({AppointmentState.PROPOSED, AppointmentState.CONFIRMED})
_NOT_YET: Final = frozenset({State.DRAFT, State.SENT, State.ALTERNATIVE_OFFERED})


class NoAppointmentsNow(Conflict):
    """The referral stands where nobody meets: not yet received, ended, or on hold because a ground ended. `state` says
    which.
    """

    code = "no-appointments-now"
    title = "No appointment can be arranged now"
    title_fr = "Aucun rendez-vous ne peut être pris actuellement"


class AppointmentElsewhere(Conflict):
    """The appointment has moved on: it was agreed, cancelled or is over. `state` says where it stands."""

    code = "appointment-moved-on"
    title = "The appointment stands elsewhere"
    title_fr = "Le rendez-vous a évolué"


@dataclass(frozen=True)
class Slot:
    """A time that is offered. Aware."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """When a person who was referred meets somebody of the receiving agency.

    Attributes:
        worker_id: whom they meet; None where that is open.
        place: as both agencies see it; in no calendar.
        slots: what is offered; the one that was agreed once it is.
        agreed: the time that holds; None before.
        version: from 1; counts changes.
    """

    id: UUID
    referral_id: UUID
    time_zone: str
    proposed_at: datetime
    changed_at: datetime
    worker_id: UUID | None
    place: str
    slots: tuple[Slot, ...]
    agreed: Slot | None = None
    agreed_by: AgreedBy | None = None
    state: AppointmentState = AppointmentState.PROPOSED
    cancelled_because: CancellingReason | None = None
    attendance: Attendance | None = None
    attendance_because: AttendanceReason | None = None
    version: int = 1


def must_allow_appointments(referral: Referral) -> None:
    """Somebody of the receiver deals with it, and what they know of the person still holds.

    Raises:
        NoAppointmentsNow: it does not.
    """
    held = referral.state is State.ON_HOLD and referral.held_by is Party.GROUND
    if referral.state not in LIVE or referral.state in _NOT_YET or held:
        raise NoAppointmentsNow(state=referral.state.value)


def checked(slots: Sequence[Slot], now: datetime) -> tuple[Slot, ...]:
    """Times that can be offered, in UTC, the earliest first.

    Raises:
        Invalid: one has passed, ends before it begins, takes longer than half a day, or is more than a year away.
    """
    for number, one in enumerate(slots):
        at = f"#/slots/{number}"
        if one.ends_at <= one.starts_at or one.ends_at - one.starts_at > _LONGEST:
            raise Invalid.field(
                f"{at}/ends_at",
                "length",
                "It ends after it begins, within twelve hours.",
                "La fin suit le début, dans les douze heures.",
            )
        if not now < one.starts_at < now + _FARTHEST:
            raise Invalid.field(
                f"{at}/starts_at", "time", "It begins within a year from now.", "Le début est dans l'année à venir."
            )
    in_utc = {Slot(one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)) for one in slots}
    return tuple(sorted(in_utc, key=lambda one: (one.starts_at, one.ends_at)))


def confirmed(appointment: Appointment, starts_at: datetime, agreed_by: AgreedBy, now: datetime) -> Appointment:
    """One of the times that are offered is agreed.

    Raises:
        AppointmentElsewhere: nothing is offered.
        Invalid: this time is not, or has passed.
    """
    _must_stand_in(appointment, AppointmentState.PROPOSED)
    found = next((one for one in appointment.slots if one.starts_at == starts_at), None)
    if found is None or found.starts_at <= now:
        raise Invalid.field(
            "#/starts_at",
            "not_offered",
            "This time is not offered, or has passed.",
            "Cet horaire n'est pas proposé, ou est passé.",
        )
    return _changed(appointment, state=AppointmentState.CONFIRMED, agreed=found, agreed_by=agreed_by, slots=(found,))


def moved(appointment: Appointment, slots: tuple[Slot, ...], worker_id: UUID | None, place: str) -> Appointment:
    """Other times are offered instead; whatever was agreed holds no more.

    Raises:
        AppointmentElsewhere: it was cancelled, or is over.
    """
    _must_stand_in(appointment, *_OPEN)
    return _changed(
        appointment,
        state=AppointmentState.PROPOSED,
        slots=slots,
        agreed=None,
        agreed_by=None,
        worker_id=worker_id,
        place=place,
    )


def cancelled(appointment: Appointment, because: CancellingReason) -> Appointment:
    """It does not take place.

    Raises:
        AppointmentElsewhere: it was cancelled before, or is over.
    """
    _must_stand_in(appointment, *_OPEN)
    return _changed(appointment, state=AppointmentState.CANCELLED, cancelled_because=because)


def attended(
    appointment: Appointment, attendance: Attendance, because: AttendanceReason | None, now: datetime
) -> Appointment:
    """Its time has come, and the person was there, or not. Said again, the later word holds.

    Raises:
        AppointmentElsewhere: no time was agreed, or it was cancelled.
        Invalid: it has not begun; or a reason is missing, or given where the person came in time.
    """
    _must_stand_in(appointment, AppointmentState.CONFIRMED, AppointmentState.OVER)
    assert appointment.agreed is not None, "a time was agreed"
    if appointment.agreed.starts_at > now:
        raise Invalid.field("#/attendance", "early", "It has not begun yet.", "Le rendez-vous n'a pas commencé.")
    if (because is None) != (attendance is Attendance.CAME):
        raise Invalid.field(
            "#/reason",
            "reason",
            "Whoever came late or not has a reason; whoever came in time has none.",
            "Un retard ou une absence a un motif ; une présence n'en a pas.",
        )
    return _changed(appointment, state=AppointmentState.OVER, attendance=attendance, attendance_because=because)


def _must_stand_in(appointment: Appointment, *states: AppointmentState) -> None:
    if appointment.state not in states:
        raise AppointmentElsewhere(state=appointment.state.value)


def _changed(appointment: Appointment, **fields: Any) -> Appointment:
    return replace(appointment, version=appointment.version + 1, **fields)
