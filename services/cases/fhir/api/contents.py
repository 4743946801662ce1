"""`/fhir/RelatedPerson`, `/fhir/Consent`, `/fhir/Condition` and `/fhir/Goal`: what a record holds of somebody."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Request, Response

from services.cases.consents.actions import reading as consents
from services.cases.coordination.actions.cases import list_cases
from services.cases.coordination.api.looks import looks_at_case
from services.cases.fhir import rendering
from services.cases.items.api import with_people
from services.cases.items.domain import Deleted
from services.cases.notes.actions import needs
from services.cases.people.actions.open_person import open_list
from services.cases.people.domain.parts import Part
from services.cases.plans.actions import goals
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import Look, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.fhir.elements import Element
from shared.fhir.outcomes import outcome
from shared.fhir.people import both_ids, id_of_both
from shared.refusals import NotFound
from shared.web.caller import Work, holding
from shared.web.fhir import SPEAKS_FHIR, a_bundle_of, answered, found, shown
from shared.web.fhir_searches import referred_id, search_by
from shared.web.pages import MOST
from shared.web.problems import speaks_french

router = APIRouter(prefix="/fhir", tags=["fhir"], dependencies=[*SPEAKS_FHIR])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Person = Annotated[str, search_by("patient", "reference", "Patient/… or the id alone.")]
ListItems = Callable[[UnitOfWork, UUID, UUID | None, int], Awaitable[list[asyncpg.Record]]]

_PERSON: Final = UUID("0198c0de-0000-7000-8000-0000000000f1")
_ID: Final = id_of_both(_PERSON, UUID("0198c0de-0000-7000-8000-0000000000e2"))
_META: Final = {"versionId": "8f14e45fceea167a5a36dedd4bea2543"}
_SUBJECT: Final = {"reference": f"Patient/{_PERSON}", "type": "Patient"}
A_RELATED: Final[Element] = {
    "resourceType": "RelatedPerson",
    "id": _ID,
    "meta": _META,
    "patient": _SUBJECT,
    "relationship": [{"coding": [{"system": "urn:parcours:relationship", "code": "carer"}]}],
    "name": [{"text": "Dominique Exemple"}],
}
A_CONSENT: Final[Element] = {
    "resourceType": "Consent",
    "id": _ID,
    "meta": _META,
    "status": "active",
    "patient": _SUBJECT,
    "provision": {"type": "permit", "class": [{"system": "urn:parcours:category", "code": "housing"}]},
}
A_CONDITION: Final[Element] = {
    "resourceType": "Condition",
    "id": _ID,
    "meta": _META,
    "code": {"coding": [{"system": "urn:parcours:need-term", "code": "administrative-help"}]},
    "subject": _SUBJECT,
}
A_GOAL: Final[Element] = {
    "resourceType": "Goal",
    "id": _ID,
    "meta": _META,
    "lifecycleStatus": "active",
    "description": {"text": "Lives in a home of their own"},
    "subject": _SUBJECT,
}
MOST_CASES: Final = 20


@router.get(
    "/RelatedPerson",
    summary="Find who is what to a person as FHIR",
    responses=shown(a_bundle_of(A_RELATED)),
    response_class=Response,
)
async def find_related(request: Request, actor: Reader, work: Work, patient: Person) -> Response:
    """The relationships of a person that your agency may see; of somebody whom you may not see, none."""
    person_id = referred_id(patient, "patient", "Patient")
    try:
        ties = await _ties(work, actor, person_id)
    except NotFound:
        await _denied(work, "list-relationship", person_id)
        ties = []
    return found(request, "RelatedPerson", [rendering.related_person(person_id, one) for one in ties])


@router.get(
    "/RelatedPerson/{related_id}",
    summary="Open who is what to a person as FHIR",
    responses=shown(A_RELATED, NotFound),
    response_class=Response,
)
async def open_related(related_id: str, actor: Reader, work: Work) -> Response:
    """One relationship of a person; the id is what a search found."""
    person_id, tie_id = _both(related_id)
    ties = [one for one in await _ties(work, actor, person_id) if UUID(one["id"]) == tie_id]
    if not ties:
        raise NotFound
    return answered(rendering.related_person(person_id, ties[0]))


@router.get(
    "/Consent",
    summary="Find what a person said about sharing as FHIR",
    responses=shown(a_bundle_of(A_CONSENT)),
    response_class=Response,
)
async def find_consents(request: Request, _actor: Reader, work: Work, patient: Person) -> Response:
    """What the person agreed to, refused and withdrew, oldest first, as far as your agency may see it."""
    person_id = referred_id(patient, "patient", "Patient")
    try:
        rows = await consents.list_consents(work, person_id, None, MOST)
        await log_looks(work, [Look("list-consents", person_id=person_id)])
    except NotFound:
        await _denied(work, "list-consents", person_id)
        rows = []
    said = [rendering.consent(dict(row)) for row in rows[:MOST]]
    return found(request, "Consent", said, beside=_more(request, is_left=len(rows) > MOST))


@router.get(
    "/Consent/{said_id}",
    summary="Open what a person said about sharing as FHIR",
    responses=shown(A_CONSENT, NotFound),
    response_class=Response,
)
async def open_said(said_id: str, _actor: Reader, work: Work) -> Response:
    """One consent or refusal; the id is what a search found."""
    person_id, consent_id = _both(said_id)
    row = await consents.open_consent(work, person_id, consent_id)
    await log_looks(work, [Look("open-consent", person_id=person_id)])
    return answered(rendering.consent(dict(row)))


@router.get(
    "/Condition",
    summary="Find the needs of a person as FHIR",
    responses=shown(a_bundle_of(A_CONDITION)),
    response_class=Response,
)
async def find_conditions(request: Request, _actor: Reader, work: Work, patient: Person) -> Response:
    """Needs in the cases of a person that your agency may see."""
    rows, is_left = await _items(work, referred_id(patient, "patient", "Patient"), needs.list_needs)
    resources = [rendering.condition(row, french=_french(request)) for row in rows]
    return found(request, "Condition", resources, beside=_more(request, is_left=is_left))


@router.get(
    "/Condition/{condition_id}",
    summary="Open a need as FHIR",
    responses=shown(A_CONDITION, NotFound, Deleted),
    response_class=Response,
)
async def open_condition(condition_id: str, request: Request, _actor: Reader, work: Work) -> Response:
    """One need in its present version; the id is what a search found."""
    row = await needs.read_need(work, *_both(condition_id))
    return answered(rendering.condition(with_people(row), french=_french(request)))


@router.get(
    "/Goal",
    summary="Find the goals of a person as FHIR",
    responses=shown(a_bundle_of(A_GOAL)),
    response_class=Response,
)
async def find_goals(request: Request, _actor: Reader, work: Work, patient: Person) -> Response:
    """Goals in the cases of a person that your agency may see."""
    rows, is_left = await _items(work, referred_id(patient, "patient", "Patient"), goals.list_goals)
    return found(request, "Goal", [rendering.goal(row) for row in rows], beside=_more(request, is_left=is_left))


@router.get(
    "/Goal/{wanted_id}",
    summary="Open a goal as FHIR",
    responses=shown(A_GOAL, NotFound, Deleted),
    response_class=Response,
)
async def open_goal(wanted_id: str, _actor: Reader, work: Work) -> Response:
    """One goal in its present version; the id is what a search found."""
    return answered(rendering.goal(with_people(await goals.read_goal(work, *_both(wanted_id)))))


async def _ties(work: UnitOfWork, actor: Actor, person_id: UUID) -> Sequence[Mapping[str, Any]]:
    page: Mapping[str, Any] = orjson.loads(await open_list(work, actor, person_id, Part.RELATIONSHIP))
    ties: Sequence[Mapping[str, Any]] = page["items"]
    return ties


async def _items(work: UnitOfWork, person_id: UUID, listing: ListItems) -> tuple[list[Mapping[str, Any]], bool]:
    """Items about a person in their cases, newest case first, and whether there is more than one answer holds."""
    cases = await list_cases(work, person_id=person_id, state=None, category=None, after=None, limit=MOST_CASES)
    await log_looks(work, looks_at_case("list-cases", cases[:MOST_CASES]))
    rows: list[Mapping[str, Any]] = []
    for case in cases[:MOST_CASES]:
        items = [with_people(row) for row in await listing(work, case["id"], None, MOST)]
        rows += [one for one in items if person_id in one["person_ids"]]
    return rows[:MOST], len(cases) > MOST_CASES or len(rows) > MOST


async def _denied(work: UnitOfWork, operation: str, person_id: UUID) -> None:
    await log_looks(work, [Look(operation, Act.DENIED, person_id=person_id)])


def _both(text: str) -> tuple[UUID, UUID]:
    both = both_ids(text)
    if both is None:
        raise NotFound
    return both


def _more(request: Request, *, is_left: bool) -> list[Element]:
    text = "Il y en a d'autres." if _french(request) else "There are more."
    return [outcome("information", "incomplete", text)] if is_left else []


def _french(request: Request) -> bool:
    return speaks_french(request.headers.get("accept-language", ""))
