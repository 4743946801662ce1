"""`/fhir/ServiceRequest` and `/fhir/Task`: a referral is one of each, with the same id."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.referrals.fhir.actions import Told, open_told
from services.referrals.fhir.domain.kept import put_back
from services.referrals.fhir.domain.words import REQUEST_STATUS, TASK_STATUS, states_of
from services.referrals.fhir.rendering.requests import REQUEST_PROFILE, TASK_PROFILE, service_request, task
from services.referrals.inbox import actions
from services.referrals.lifecycle import rendering
from services.referrals.lifecycle.api.door import reader_of
from services.referrals.lifecycle.domain.referral import Referral, Wanted
from services.referrals.lifecycle.rendering import Reader
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.contracts.referrals.vocabulary import State
from shared.database.unit_of_work import UnitOfWork
from shared.fhir.elements import Element, versioned
from shared.fhir.people import SUBSETTED
from shared.refusals import Invalid, NotFound
from shared.web.caller import Work, holding
from shared.web.fhir import SPEAKS_FHIR, a_bundle_of, answered, found, shown
from shared.web.fhir_searches import Count, ids_in, referred_id, search_by
from shared.web.pages import DEFAULT_LIMIT, After, cursor, keys_of

router = APIRouter(prefix="/fhir", tags=["fhir"], dependencies=[*SPEAKS_FHIR])

Reading = Annotated[Actor, holding(Scope.REFERRALS_READ)]
Shows = Callable[[Referral, Reader, Any], Element]

_ID: Final = "0198c0de-0000-7000-8000-000000000d01"
_PERSON: Final = {"reference": "Patient/0198c0de-0000-7000-8000-0000000000f1", "type": "Patient"}
_AGENCY: Final = {"reference": "Organization/0198c0de-0000-7000-8000-0000000000a1", "type": "Organization"}
_META: Final = {"versionId": "8f14e45fceea167a5a36dedd4bea2543", "lastUpdated": "2026-03-02T09:00:00.000Z"}
A_REQUEST: Final[Element] = {
    "resourceType": "ServiceRequest",
    "id": _ID,
    "meta": {
        "versionId": "8f14e45fceea167a5a36dedd4bea2543",
        "lastUpdated": "2026-03-02T09:00:00.000Z",
        "profile": [REQUEST_PROFILE],
    },
    "status": "active",
    "intent": "order",
    "category": [{"coding": [{"system": "urn:parcours:category", "code": "housing"}]}],
    "priority": "routine",
    "subject": _PERSON,
    "authoredOn": "2026-03-02T08:00:00.000Z",
    "requester": _AGENCY,
    "performer": [{"reference": "HealthcareService/0198c0de-0000-7000-8000-0000000000e1"}],
}
A_TASK: Final[Element] = {
    "resourceType": "Task",
    "id": _ID,
    "meta": {
        "versionId": "8f14e45fceea167a5a36dedd4bea2543",
        "lastUpdated": "2026-03-02T09:00:00.000Z",
        "profile": [TASK_PROFILE],
    },
    "status": "accepted",
    "businessStatus": {"coding": [{"system": "urn:parcours:referral-state", "code": "accepted"}]},
    "intent": "order",
    "code": {"coding": [{"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}]},
    "focus": {"reference": f"ServiceRequest/{_ID}", "type": "ServiceRequest"},
    "for": _PERSON,
    "requester": _AGENCY,
    "owner": _AGENCY,
}

Ids = Annotated[str | None, search_by("_id", "token", "Ids, with commas between.")]
Person = Annotated[str | None, search_by("patient", "reference", "Patient/… or the id alone.")]
From = Annotated[str | None, search_by("requester", "reference", "Organization/… of the agency that refers.")]
Since = Annotated[str | None, search_by("_lastUpdated", "date", "`ge2026-03-02T09:00:00Z`: moved then or later.")]
Status = Annotated[str | None, search_by("status", "token", "One or several, with commas between.")]


@router.get(
    "/ServiceRequest",
    summary="Search what was asked as FHIR",
    responses=shown(a_bundle_of(A_REQUEST)),
    response_class=Response,
)
async def find_requests(
    request: Request,
    actor: Reading,
    work: Work,
    *,
    ids: Ids = None,
    status: Status = None,
    patient: Person = None,
    requester: From = None,
    performer: Annotated[
        str | None, search_by("performer", "reference", "Organization/… or HealthcareService/… that is asked.")
    ] = None,
    since: Since = None,
    count: Count = DEFAULT_LIMIT,
    after: After = None,
) -> Response:
    """The referrals that your agency drafted, sent or received, latest first; each is a look, and logged."""
    by = Wanted(
        ids=_ids(ids, "ServiceRequest"),
        person_id=_id(patient, "patient", "Patient"),
        sender_id=_id(requester, "requester", "Organization"),
        receiver_id=_id(performer, "performer", "Organization") if not _is_listing(performer) else None,
        listing_id=_id(performer, "performer", "HealthcareService") if _is_listing(performer) else None,
        moved_since=_since(since),
    )
    return await _page(request, work, actor, _states(status, REQUEST_STATUS), by, count, after, service_request)


@router.get(
    "/Task",
    summary="Search how requests are met as FHIR",
    responses=shown(a_bundle_of(A_TASK)),
    response_class=Response,
)
async def find_tasks(
    request: Request,
    actor: Reading,
    work: Work,
    *,
    ids: Ids = None,
    status: Status = None,
    patient: Person = None,
    requester: From = None,
    owner: Annotated[str | None, search_by("owner", "reference", "Organization/… that is asked.")] = None,
    focus: Annotated[str | None, search_by("focus", "reference", "ServiceRequest/…, or the id alone.")] = None,
    since: Since = None,
    count: Count = DEFAULT_LIMIT,
    after: After = None,
) -> Response:
    """Where the referrals of your agency stand, latest first. Searching acknowledges nothing; opening one does."""
    about, wanted = _id(focus, "focus", "ServiceRequest"), _ids(ids, "Task")
    by = Wanted(
        ids=wanted if about is None else tuple(one for one in wanted or (about,) if one == about),
        person_id=_id(patient, "patient", "Patient"),
        sender_id=_id(requester, "requester", "Organization"),
        receiver_id=_id(owner, "owner", "Organization"),
        moved_since=_since(since),
    )
    return await _page(request, work, actor, _states(status, TASK_STATUS), by, count, after, task)


@router.get(
    "/ServiceRequest/{referral_id}",
    summary="Open what was asked as FHIR",
    responses=shown(A_REQUEST, NotFound),
    response_class=Response,
)
async def open_request(referral_id: UUID, request: Request, actor: Reading, work: Work) -> Response:
    """A referral as ServiceRequest: who the person is, as far as that travelled and may be seen now, is contained. When
    the receiving agency opens what was just sent, that acknowledges it.
    """
    told = await _told(request, work, actor, referral_id)
    return _answered(told, shown_request(told, reader_of(request, actor)))


@router.get(
    "/Task/{referral_id}",
    summary="Open how a request is met as FHIR",
    responses=shown(A_TASK, NotFound),
    response_class=Response,
)
async def open_task(referral_id: UUID, request: Request, actor: Reading, work: Work) -> Response:
    """A referral as Task: where it stands (`status`; more exactly `businessStatus`), by when something is due, and what
    came of it. When the receiving agency opens what was just sent, that acknowledges it.
    """
    told = await _told(request, work, actor, referral_id)
    return _answered(told, shown_task(told, reader_of(request, actor)))


def shown_request(told: Told, reader: Reader) -> Element:
    """The ServiceRequest of a referral that was opened."""
    opened = told.opened
    identity = opened.disclosure.content(Category.IDENTITY)
    note = opened.referral.request.note if opened.shows_words else None
    resource = service_request(opened.referral, reader, identity, note)
    return versioned(put_back(resource, told.all_of("ServiceRequest")))


def shown_task(told: Told, reader: Reader) -> Element:
    """The Task of a referral that was opened."""
    opened = told.opened
    history = [rendering.history_line(row, reader, shows_words=opened.shows_words) for row in opened.history]
    identity, said = opened.disclosure.content(Category.IDENTITY), told.all_of("Task")
    return _versioned(reader, lambda one: put_back(task(opened.referral, one, identity, history), said))


def versions_of_task(told: Told, reader: Reader) -> frozenset[str]:
    """Every version that the reader may have of a Task as it is now: as it is opened, and as it is found."""
    found_now = _found(task, told.opened.referral, reader, told.opened.disclosure.content(Category.IDENTITY))
    return frozenset(one["meta"]["versionId"] for one in (shown_task(told, reader), found_now))


def _found(shows: Shows, referral: Referral, reader: Reader, identity: Any) -> Element:
    """As a search finds it: without the words that were written about it (`SUBSETTED`)."""

    def told_in(one: Reader) -> Element:
        resource = shows(referral, one, identity)
        return {**resource, "meta": {**resource["meta"], "tag": [dict(SUBSETTED)]}}

    return _versioned(reader, told_in)


def _versioned(reader: Reader, told_in: Callable[[Reader], Element]) -> Element:
    """With the version of what this reader is shown, in whichever language."""
    return versioned(told_in(reader), told_in(replace(reader, french=False)) if reader.french else None)


async def _told(request: Request, work: UnitOfWork, actor: Actor, referral_id: UUID) -> Told:
    return await open_told(work, actor, referral_id, is_certain=request.app.state.certainty.is_given)


def _answered(told: Told, resource: Element) -> Response:
    modified = told.opened.referral.moved_at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return answered(resource, headers={"Last-Modified": modified})


async def _page(
    request: Request,
    work: UnitOfWork,
    actor: Actor,
    states: frozenset[State],
    by: Wanted,
    count: int,
    after: str | None,
    shows: Shows,
) -> Response:
    keys = keys_of(after, datetime, UUID)
    before = None if keys is None else (keys[0], keys[1])
    certain = request.app.state.certainty.is_given
    listed = await actions.matching(work, actor, sorted(states), by, before, count, is_certain=certain)
    reader = reader_of(request, actor)
    following = None
    if listed.has_more:
        last = listed.rows[-1].referral
        at = last.drafted_at if reader.sends(last) else last.sent_at
        following = cursor(at, last.id)
    resources = [_found(shows, row.referral, reader, row.identity) for row in listed.rows]
    return found(request, _kind_of(shows), resources, following=following)


def _kind_of(shows: Shows) -> str:
    return "Task" if shows is task else "ServiceRequest"


def _states(text: str | None, table: Mapping[State, str]) -> frozenset[State]:
    return frozenset(State) if text is None else states_of(text.split(","), table)


def _ids(text: str | None, kind: str) -> tuple[UUID, ...] | None:
    return None if text is None else tuple(ids_in(text, kind))


def _is_listing(text: str | None) -> bool:
    return text is not None and text.startswith("HealthcareService/")


def _id(text: str | None, name: str, kind: str) -> UUID | None:
    return None if text is None else referred_id(text, name, kind)


def _since(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text.removeprefix("ge").replace(" ", "+"))
    except ValueError:
        at = None
    if not text.startswith("ge") or at is None or at.tzinfo is None:
        raise Invalid.field(
            "#/query/_lastUpdated",
            "date",
            "Say it as ge and a moment with its offset.",
            "Indiquez ge suivi d'un instant avec son décalage.",
        )
    return at
