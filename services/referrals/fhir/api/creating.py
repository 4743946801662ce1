"""A referral is made: by a transaction of ServiceRequest and Task, or by the one and then the other."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response

from services.referrals.fhir.actions import keep, open_told
from services.referrals.fhir.api.incoming import (
    Resource,
    both_of,
    check_kind,
    focus_of,
    new_referral,
    objects,
    pointed_out_as_fhir,
    sends,
    to_keep,
)
from services.referrals.fhir.api.requests import A_REQUEST, A_TASK, shown_request, shown_task
from services.referrals.fhir.rendering.requests import service_request
from services.referrals.fhir.rendering.requests import task as rendered_task
from services.referrals.lifecycle.actions import drafting, sending
from services.referrals.lifecycle.actions.standing import load
from services.referrals.lifecycle.api.door import Door, Moving
from services.referrals.lifecycle.api.drafts import Prepared, prepare
from services.referrals.lifecycle.domain.referral import Referral
from shared.database.unit_of_work import UnitOfWork
from shared.fhir.elements import Element, instant
from shared.refusals import Conflict, Invalid, NotFound
from shared.web.fhir import FHIR_JSON, SPEAKS_FHIR, answered, created, refuse_conditional, takes

router = APIRouter(prefix="/fhir", tags=["fhir"], dependencies=[*SPEAKS_FHIR])

_PERSON: Final = {"reference": "Patient/0198c0de-0000-7000-8000-0000000000f1"}
_MET: Final = {"coding": [{"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}]}
A_NEW_REQUEST: Final[Element] = {
    "resourceType": "ServiceRequest",
    "status": "active",
    "intent": "order",
    "category": A_REQUEST["category"],
    "priority": "routine",
    "subject": _PERSON,
    "performer": [{"reference": "HealthcareService/0198c0de-0000-7000-8000-0000000000e1"}],
}
A_NEW_TASK: Final[Element] = {
    "resourceType": "Task",
    "status": "requested",
    "intent": "order",
    "code": _MET,
    "focus": {"reference": f"ServiceRequest/{A_TASK['id']}"},
    "for": _PERSON,
}
_NAMED: Final = "urn:uuid:0198c0de-0000-7000-8000-00000000aaaa"
A_TRANSACTION: Final[Element] = {
    "resourceType": "Bundle",
    "type": "transaction",
    "entry": [
        {"fullUrl": _NAMED, "resource": A_NEW_REQUEST, "request": {"method": "POST", "url": "ServiceRequest"}},
        {
            "resource": {**A_NEW_TASK, "focus": {"reference": _NAMED}},
            "request": {"method": "POST", "url": "Task"},
        },
    ],
}
MADE: Final[Element] = {
    "resourceType": "Bundle",
    "type": "transaction-response",
    "entry": [{"response": {"status": "201 Created", "location": f"ServiceRequest/{A_TASK['id']}/_history/1"}}],
}
Sent = Annotated[dict[str, Any], Body(media_type=FHIR_JSON)]


@router.post(
    "",
    summary="Refer somebody by a FHIR transaction",
    responses=created(MADE, NotFound, Conflict, status=200),
    response_class=Response,
    openapi_extra=takes(A_TRANSACTION),
)
@router.post("/", include_in_schema=False)  # to which stock clients send it
async def refer(request: Request, bundle: Sent, door: Moving) -> Response:
    """Draft a referral and send it, both or neither: a ServiceRequest whose performer is the listing, and a Task about
    it. `Idempotency-Key` makes a retry safe. The Patient is somebody who is registered here.
    """
    refuse_conditional(request)
    asked_at, asked, met_at, met = both_of(bundle)
    with pointed_out_as_fhir(f"/entry/{met_at}/resource"):
        is_sent = sends(met)
    with pointed_out_as_fhir(f"/entry/{asked_at}/resource"):
        prepared = await prepare(door.visit, new_referral(asked))
        async with door.visit.open_work() as work:
            referral = await door.act_once(work, lambda work: _refer(work, door, prepared, asked, met, is_sent=is_sent))
            told = await open_told(work, door.actor, referral.id, is_certain=_is_certain(request))
    made = {asked_at: shown_request(told, door.visit.reader), met_at: shown_task(told, door.visit.reader)}
    entries = [{"response": _made(made[at])} for at in sorted(made)]
    return answered({"resourceType": "Bundle", "type": "transaction-response", "entry": entries})


@router.post(
    "/ServiceRequest",
    status_code=201,
    summary="Draft a referral as FHIR",
    responses=created(A_REQUEST, NotFound, Conflict),
    response_class=Response,
    openapi_extra=takes(A_NEW_REQUEST),
)
async def draft_request(request: Request, resource: Sent, door: Moving) -> Response:
    """Write a draft that nobody else sees yet; a Task about it sends it. The performer is HealthcareService/… of the
    listing. What should travel of the record are identity, contact and what the need is about, unless extensions
    `urn:parcours:travels` name other categories; what may travel is decided when it is sent.
    """
    refuse_conditional(request)
    with pointed_out_as_fhir():
        prepared = await prepare(door.visit, new_referral(resource))
        async with door.visit.open_work() as work:
            referral = await door.act_once(work, lambda work: _draft(work, door, prepared, resource))
            told = await open_told(work, door.actor, referral.id, is_certain=_is_certain(request))
            return _located(shown_request(told, door.visit.reader))


@router.post(
    "/Task",
    status_code=201,
    summary="Send a draft as FHIR",
    responses=created(A_TASK, NotFound, Conflict),
    response_class=Response,
    openapi_extra=takes(A_NEW_TASK),
)
async def send_request(request: Request, resource: Sent, door: Moving) -> Response:
    """Ask the performer of a ServiceRequest that you have drafted: `requested` sends it, with what may travel now;
    `draft` leaves it as it is. 409 when nothing may travel, or when it was sent before.
    """
    refuse_conditional(request)
    task = check_kind(resource, "Task")
    referral_id = focus_of(task)
    with pointed_out_as_fhir():
        await _send_or_leave(door, referral_id, task, is_sent=sends(task))
    async with door.visit.open_work() as work:
        told = await open_told(work, door.actor, referral_id, is_certain=_is_certain(request))
        return _located(shown_task(told, door.visit.reader))


async def _send_or_leave(door: Door, referral_id: UUID, task: Resource, *, is_sent: bool) -> None:
    """Send a draft, or leave it one; what the Task says beyond that is kept.

    Raises:
        Invalid: there is no such ServiceRequest, or none that the caller may see.
    """
    try:
        async with door.visit.open_work() as work:
            referral = await load(work, referral_id)
    except NotFound as unknown:
        raise Invalid.field(
            "#/focus", "unknown", "There is no such ServiceRequest.", "Cette ServiceRequest n'existe pas."
        ) from unknown
    asks = is_sent and sending.needs_an_answer(referral, door.actor)
    asked = await door.visit.ask_again(referral) if asks else None

    async def act(work: UnitOfWork) -> Referral:
        if is_sent:
            met = await sending.send_referral(
                work, door.actor, referral_id, asked, despite_similar=False, declared=sending.WARNED
            )
        else:
            met = await drafting.load_draft(work, door.actor, referral_id)
        await _keep_task(work, door, met, task)
        return met

    async with door.visit.open_work() as work:
        await door.act_once(work, act)


async def _draft(work: UnitOfWork, door: Door, prepared: Prepared, request: Resource) -> Referral:
    referral = (await prepared.draft(work, door.actor)).referral
    told = service_request(referral, door.visit.reader, None)
    await keep(work, door.actor, referral, "ServiceRequest", to_keep(request, told))
    return referral


async def _refer(
    work: UnitOfWork, door: Door, prepared: Prepared, request: Resource, task: Resource, *, is_sent: bool
) -> Referral:
    """A draft, and its sending with what cases has said of it: in one unit of work."""
    referral = await _draft(work, door, prepared, request)
    if is_sent:
        asked = sending.Asked(version=referral.version, answer=prepared.answer, at=prepared.asked_at)
        referral = await sending.send_referral(
            work, door.actor, referral.id, asked, despite_similar=False, declared=sending.WARNED
        )
    await _keep_task(work, door, referral, task)
    return referral


async def _keep_task(work: UnitOfWork, door: Door, referral: Referral, task: Resource) -> None:
    """A Task's notes are kept with a time: those that come back without one are new."""
    notes = [{"time": instant(work.now), **one} for one in objects(task.get("note"))]
    kept = to_keep(task, rendered_task(referral, door.visit.reader, None))
    await keep(work, door.actor, referral, "Task", kept | ({"note": notes} if notes else {}))


def _made(resource: Element) -> Element:
    version, at = resource["meta"]["versionId"], resource["meta"]["lastUpdated"]
    return {
        "status": "201 Created",
        "location": f"{resource['resourceType']}/{resource['id']}/_history/{version}",
        "etag": f'W/"{version}"',
        "lastModified": at,
    }


def _located(resource: Element) -> Response:
    version = resource["meta"]["versionId"]
    address = f"{router.prefix}/{resource['resourceType']}/{resource['id']}/_history/{version}"
    return answered(resource, 201, {"Location": address})


def _is_certain(request: Request) -> bool:
    certain: bool = request.app.state.certainty.is_given
    return certain
