"""`/v1/referrals/{id}/appointments`."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.referrals.appointments.actions import arranging as actions
from services.referrals.appointments.api.bodies import (
    AppointmentView,
    AttendanceIn,
    CancellationIn,
    ConfirmationIn,
    OfferIn,
)
from services.referrals.appointments.domain import Appointment, AppointmentElsewhere
from services.referrals.appointments.rendering import as_calendar, shown
from services.referrals.lifecycle.actions.standing import load
from services.referrals.lifecycle.api.door import Door, Moving, reader_of, written
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS, refusals
from shared.web.entity_tags import entity_tag
from shared.web.pages import After, Limit, Page, cursor, keys_of

router = APIRouter(prefix="/v1/referrals/{referral_id}/appointments", tags=["appointments"])

Reading = Annotated[Actor, holding(Scope.REFERRALS_READ)]
CALENDAR: Final = "text/calendar"
_CALENDAR: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "iCalendar (RFC 5545).", "content": {CALENDAR: {"schema": {"type": "string"}}}},
    **refusals(NotFound, AppointmentElsewhere),
}
ACTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": AppointmentView, "description": "The appointment as it stands now."},
    **ACTS,
}
_PROPOSED: Final[dict[int | str, dict[str, Any]]] = {
    201: {"model": AppointmentView, "description": "The appointment."},
    **ACTS,
}

Act = Callable[[UnitOfWork], Awaitable[UUID]]


@router.post("", status_code=201, responses=_PROPOSED, summary="Propose an appointment")
async def propose(referral_id: UUID, body: OfferIn, door: Moving) -> Response:
    """Offer one or several times; for the agency that received the referral. The person agrees through the worker with
    whom they speak, of either agency.
    """
    offered = body.offered(knows_worker=await _knows(door, body))
    return await _act(
        door, referral_id, lambda work: actions.propose_appointment(work, door.actor, referral_id, offered), 201
    )


@router.get(
    "",
    responses={200: {"model": Page[AppointmentView], "description": "One page of them."}, **READS},
    summary="List the appointments of a referral",
)
async def list_some(
    referral_id: UUID, request: Request, actor: Reading, work: Work, limit: Limit = 50, after: After = None
) -> Response:
    """Those to come, past and cancelled ones, in the order in which they were proposed; for both agencies."""
    keys = keys_of(after, UUID)
    found = await actions.list_appointments(work, actor, referral_id, keys[0] if keys else None, limit)
    here = found[:limit]
    following = cursor(here[-1].id) if len(found) > limit else None
    referral = await load(work, referral_id)
    reader = reader_of(request, actor)
    is_receiver = actor.agency_id == referral.receiver_agency_id
    items = [shown(one, is_receiver=is_receiver, french=reader.french) for one in here]
    return written({"items": items, "next": following})


@router.get(
    "/{appointment_id}",
    responses={200: {"model": AppointmentView, "description": "The appointment."}, **READS},
    summary="Read an appointment",
)
async def read(referral_id: UUID, appointment_id: UUID, request: Request, actor: Reading, work: Work) -> Response:
    """When and where, who agreed, and whether the person came; for both agencies."""
    one = await actions.read_appointment(work, actor, referral_id, appointment_id)
    return await _answer(work, actor, one, french=reader_of(request, actor).french)


@router.get(
    "/{appointment_id}/calendar",
    responses=_CALENDAR,
    response_class=Response,
    summary="Put an appointment in a calendar",
)
async def calendar(referral_id: UUID, appointment_id: UUID, request: Request, actor: Reading, work: Work) -> Response:
    """When it is, as iCalendar, for the person's telephone or a worker's: neither who, nor where, nor with which
    agency, for calendars are read by others too. Asked again it says what changed, or that it does not take place.
    409 while no time is agreed.
    """
    one = await actions.read_appointment(work, actor, referral_id, appointment_id)
    if one.agreed is None:
        raise AppointmentElsewhere(state=one.state.value)
    return Response(as_calendar([(one, one.agreed)], french=reader_of(request, actor).french), media_type=CALENDAR)


@router.post("/{appointment_id}/confirmation", responses=ACTED, summary="Confirm an appointment for the person")
async def confirm(referral_id: UUID, appointment_id: UUID, body: ConfirmationIn, door: Moving) -> Response:
    """The person, or who represents them, agreed to one of the times; for whoever spoke with them, of either agency."""
    return await _act(
        door,
        referral_id,
        lambda work: actions.confirm_appointment(
            work, door.actor, referral_id, appointment_id, body.starts_at, body.agreed_by
        ),
    )


@router.post("/{appointment_id}/rescheduling", responses=ACTED, summary="Offer other times")
async def reschedule(referral_id: UUID, appointment_id: UUID, body: OfferIn, door: Moving) -> Response:
    """Offer other times instead, with whom and where; what was agreed holds no more, and is agreed anew."""
    offered = body.offered(knows_worker=await _knows(door, body))
    return await _act(
        door,
        referral_id,
        lambda work: actions.move_appointment(work, door.actor, referral_id, appointment_id, offered),
    )


@router.post("/{appointment_id}/cancellation", responses=ACTED, summary="Cancel an appointment")
async def cancel(referral_id: UUID, appointment_id: UUID, body: CancellationIn, door: Moving) -> Response:
    """It does not take place, for a coded reason; for either agency. When a referral ends, what was to come is
    cancelled by itself.
    """
    return await _act(
        door,
        referral_id,
        lambda work: actions.cancel_appointment(work, door.actor, referral_id, appointment_id, body.reason),
    )


@router.post("/{appointment_id}/attendance", responses=ACTED, summary="Say whether the person came")
async def attend(referral_id: UUID, appointment_id: UUID, body: AttendanceIn, door: Moving) -> Response:
    """Came, came late, or did not come, with a coded reason; for the agency that waited for them. Said again, the later
    word holds.
    """
    return await _act(
        door,
        referral_id,
        lambda work: actions.record_attendance(
            work, door.actor, referral_id, appointment_id, body.attendance, body.reason
        ),
    )


async def _knows(door: Door, body: OfferIn) -> bool:
    return body.worker_id is None or await door.visit.is_colleague(body.worker_id)


async def _act(door: Door, referral_id: UUID, act: Act, status: int = 200) -> Response:
    async with door.visit.open_work() as work:
        appointment_id = await door.once.run(work, lambda: act(work))
        one = await actions.as_it_stands(work, referral_id, appointment_id)
        return await _answer(work, door.actor, one, french=door.visit.reader.french, status=status)


async def _answer(work: UnitOfWork, actor: Actor, one: Appointment, *, french: bool, status: int = 200) -> Response:
    referral = await load(work, one.referral_id)
    body = shown(one, is_receiver=actor.agency_id == referral.receiver_agency_id, french=french)
    headers = {"ETag": entity_tag(one.version)}
    if status == HTTPStatus.CREATED:
        headers["Location"] = f"/v1/referrals/{one.referral_id}/appointments/{one.id}"
    return written(body, status, headers=headers)
