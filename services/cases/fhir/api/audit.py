"""`/fhir/AuditEvent`: who looked at a person's record."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.cases.access.actions import looks_at
from services.cases.fhir.rendering import audit_event
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.fhir.elements import Element
from shared.refusals import NotFound
from shared.web.caller import Work, holding
from shared.web.fhir import SPEAKS_FHIR, a_bundle_of, found, shown
from shared.web.fhir_searches import Count, referred_id, search_by
from shared.web.pages import DEFAULT_LIMIT, After, keys_of, page

router = APIRouter(prefix="/fhir/AuditEvent", tags=["fhir"], dependencies=[*SPEAKS_FHIR])

AN_EVENT: Final[Element] = {
    "resourceType": "AuditEvent",
    "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
    "action": "R",
    "recorded": "2026-03-02T09:00:00.000Z",
    "outcome": "0",
}


@router.get(
    "",
    summary="Find who looked at a record as FHIR",
    responses=shown(a_bundle_of(AN_EVENT), NotFound),
    response_class=Response,
)
async def find_looks(
    request: Request,
    actor: Annotated[Actor, holding(Scope.AUDIT_READ)],
    work: Work,
    patient: Annotated[str, search_by("patient", "reference", "Patient/… or the id alone.")],
    count: Count = DEFAULT_LIMIT,
    after: After = None,
) -> Response:
    """Every look at this person's record and every refused try, latest first. For privacy officers, as at
    `/v1/persons/{id}/access-log`: the looks of their own agency; where it coordinates for the person, those of all.
    """
    person_id = referred_id(patient, "patient", "Patient")
    keys = keys_of(after, datetime, UUID)
    rows, following = page(await looks_at(work, actor, person_id, keys, count), count, "at", "id")
    return found(request, "AuditEvent", [audit_event(person_id, row) for row in rows], following=following)
