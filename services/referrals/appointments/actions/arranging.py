"""Arrange appointments of a referral, call them off, and say whether the person came."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.referrals.appointments import events, store
from services.referrals.appointments.domain import (
    MOST_OPEN,
    Appointment,
    Slot,
    attended,
    cancelled,
    checked,
    confirmed,
    moved,
    must_allow_appointments,
)
from services.referrals.appointments.policy import ATTEND, CANCEL, CONFIRM, PROPOSE, READ, RULES
from services.referrals.disclosure.actions import note_look
from services.referrals.disclosure.domain import Sight
from services.referrals.lifecycle.actions.standing import load, load_for_change, permit
from services.referrals.lifecycle.domain.referral import Referral
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.appointments import AgreedBy, Attendance, AttendanceReason, CancellingReason
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What the receiver offers.

    Attributes:
        worker_id: whom the person would meet; None where that is open.
        knows_worker: identity has just said that this worker is of the caller's agency.
    """

    slots: Sequence[Slot]
    worker_id: UUID | None = None
    knows_worker: bool = True
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class EndedReferral:
    """As its event says."""

    id: UUID
    person_id: UUID
    case_id: UUID | None
    sender_agency_id: UUID
    receiver_agency_id: UUID
    category: Category
    ended_at: datetime


async def propose_appointment(work: UnitOfWork, actor: Actor, referral_id: UUID, offered: Offered) -> UUID:
    """Offer one or several times.

    Raises:
        NotFound: no such referral, or not one this caller may see.
        NotAllowed: the caller does not handle referrals for the agency that received it.
        NoAppointmentsNow: nobody meets where it stands.
        Conflict: too many are to come already.
        Invalid: a time cannot be offered, or there is no such worker.
    """
    referral = await load_for_change(work, referral_id)
    permit(work, actor, PROPOSE, referral, RULES)
    must_allow_appointments(referral)
    _check_worker(offered)
    if await store.how_many_open(work, referral_id) >= MOST_OPEN:
        raise Conflict("So many are to come already.", detail_fr="Trop de rendez-vous sont déjà à venir.")
    one = Appointment(
        id=new_id(),
        referral_id=referral.id,
        time_zone=referral.request.territory.time_zone,
        proposed_at=work.now,
        changed_at=work.now,
        worker_id=offered.worker_id,
        place=offered.place,
        slots=checked(offered.slots, work.now),
    )
    about = {
        "municipality_id": referral.municipality_id,
        "person_id": referral.person_id,
        "receiver_agency_id": referral.receiver_agency_id,
    }
    await store.add(work, one, about, (actor.agency_id, actor.subject))
    await work.tell(_event_of(events.AppointmentProposed, one, referral, actor))
    return one.id


async def move_appointment(
    work: UnitOfWork, actor: Actor, referral_id: UUID, appointment_id: UUID, offered: Offered
) -> UUID:
    """Offer other times instead; whatever was agreed holds no more.

    Raises:
        NotFound, NotAllowed, NoAppointmentsNow, Invalid: as for proposing.
        AppointmentElsewhere: it was cancelled, or is over.
    """
    referral, before = await _to_change(work, actor, PROPOSE, referral_id, appointment_id)
    must_allow_appointments(referral)
    _check_worker(offered)
    after = moved(before, checked(offered.slots, work.now), offered.worker_id, offered.place)
    return await _keep(work, actor, referral, after, events.AppointmentMoved)


async def confirm_appointment(
    work: UnitOfWork, actor: Actor, referral_id: UUID, appointment_id: UUID, starts_at: datetime, agreed_by: AgreedBy
) -> UUID:
    """The person agreed to one of the times, as the worker who spoke with them says.

    Raises:
        NotFound, NotAllowed, NoAppointmentsNow: as for proposing.
        AppointmentElsewhere: nothing is offered any more.
        Invalid: this time is not offered, or has passed.
    """
    referral, before = await _to_change(work, actor, CONFIRM, referral_id, appointment_id)
    must_allow_appointments(referral)
    after = confirmed(before, starts_at, agreed_by, work.now)
    return await _keep(work, actor, referral, after, events.AppointmentConfirmed)


async def cancel_appointment(
    work: UnitOfWork, actor: Actor, referral_id: UUID, appointment_id: UUID, because: CancellingReason
) -> UUID:
    """It does not take place.

    Raises:
        NotFound, NotAllowed: as for proposing.
        AppointmentElsewhere: it was cancelled before, or is over.
    """
    referral, before = await _to_change(work, actor, CANCEL, referral_id, appointment_id)
    return await _keep(work, actor, referral, cancelled(before, because), events.AppointmentCancelled)


async def record_attendance(
    work: UnitOfWork,
    actor: Actor,
    referral_id: UUID,
    appointment_id: UUID,
    attendance: Attendance,
    because: AttendanceReason | None,
) -> UUID:
    """Whether the person came; told anew where the later word is another one.

    Raises:
        NotFound, NotAllowed: as for proposing.
        AppointmentElsewhere: no time was agreed, or it was cancelled.
        Invalid: it has not begun; or a reason is missing, or given where the person came in time.
    """
    referral, before = await _to_change(work, actor, ATTEND, referral_id, appointment_id)
    after = attended(before, attendance, because, work.now)
    kind = _kind_of(attendance)
    is_news = before.attendance is None or _kind_of(before.attendance) is not kind
    return await _keep(work, actor, referral, after, kind if is_news else None)


async def read_appointment(work: UnitOfWork, actor: Actor, referral_id: UUID, appointment_id: UUID) -> Appointment:
    """One appointment; the look is logged.

    Raises:
        NotFound: none of this referral, or the caller may not see it.
    """
    referral = await _to_look(work, actor, referral_id)
    return _found(work, await store.open_one(work, referral.id, appointment_id))


async def list_appointments(
    work: UnitOfWork, actor: Actor, referral_id: UUID, after: UUID | None, limit: int
) -> list[Appointment]:
    """Those of a referral, also past and cancelled ones; one more than `limit` if there is. The look is logged.

    Raises:
        NotFound: no such referral, or not one this caller may see.
    """
    referral = await _to_look(work, actor, referral_id)
    return await store.of_referral(work, referral.id, after, limit + 1)


async def as_it_stands(work: UnitOfWork, referral_id: UUID, appointment_id: UUID) -> Appointment:
    """What the caller has just changed."""
    return _found(work, await store.open_one(work, referral_id, appointment_id))


async def referral_ended(work: UnitOfWork, referral: EndedReferral) -> None:
    """Cancel what was to come. Background work."""
    for one in await store.end_with(work, referral.id, referral.ended_at):
        await work.tell(
            events.AppointmentCancelled(
                appointment_id=one.id,
                referral_id=referral.id,
                person_id=referral.person_id,
                case_id=referral.case_id,
                sender_agency_id=referral.sender_agency_id,
                receiver_agency_id=referral.receiver_agency_id,
                category=referral.category,
                state=one.state,
                starts_at=one.agreed.starts_at if one.agreed else None,
                worker_id=one.worker_id,
                happened_at=work.now,
                by_agency_id=None,
                by_id=None,
            )
        )


async def _to_look(work: UnitOfWork, actor: Actor, referral_id: UUID) -> Referral:
    referral = await load(work, referral_id)
    permit(work, actor, READ, referral, RULES)
    await note_look(work, READ, Sight(referral.id, referral.person_id, referral.municipality_id))
    return referral


async def _to_change(
    work: UnitOfWork, actor: Actor, action: str, referral_id: UUID, appointment_id: UUID
) -> tuple[Referral, Appointment]:
    """Both; the referral is locked, so that of several changes one comes first."""
    referral = await load_for_change(work, referral_id)
    permit(work, actor, action, referral, RULES)
    return referral, _found(work, await store.open_one(work, referral_id, appointment_id))


def _found(work: UnitOfWork, one: Appointment | None) -> Appointment:
    if one is None:
        log_if_denied(work, Look("appointment"))
        raise NotFound
    return one


def _kind_of(attendance: Attendance) -> type[events.AppointmentEvent]:
    return events.AppointmentMissed if attendance is Attendance.DID_NOT_COME else events.AppointmentKept


async def _keep(
    work: UnitOfWork, actor: Actor, referral: Referral, after: Appointment, kind: type[events.AppointmentEvent] | None
) -> UUID:
    kept = replace(after, changed_at=work.now)
    await store.save(work, kept, (actor.agency_id, actor.subject))
    if kind is not None:
        await work.tell(_event_of(kind, kept, referral, actor))
    return kept.id


def _event_of(
    kind: type[events.AppointmentEvent], one: Appointment, referral: Referral, actor: Actor
) -> events.AppointmentEvent:
    return kind(
        appointment_id=one.id,
        referral_id=referral.id,
        person_id=referral.person_id,
        case_id=referral.request.case_id,
        sender_agency_id=referral.sender_agency_id,
        receiver_agency_id=referral.receiver_agency_id,
        category=referral.request.category,
        state=one.state,
        starts_at=one.agreed.starts_at if one.agreed else None,
        worker_id=one.worker_id,
        happened_at=one.changed_at,
        by_agency_id=actor.agency_id,
        by_id=actor.subject,
    )


def _check_worker(offered: Offered) -> None:
    if not offered.knows_worker:
        raise Invalid.field(
            "#/worker_id",
            "unknown",
            "There is no such worker in your agency.",
            "Cet intervenant n'est pas de votre organisme.",
        )
