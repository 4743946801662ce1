"""`/v1/persons` and `/v1/persons/{id}`."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Response

from services.cases.people.actions.correct_person import Correction, correct_person
from services.cases.people.actions.known import AlreadyKnown
from services.cases.people.actions.open_person import open_person
from services.cases.people.actions.register_person import NewPerson, register_person
from services.cases.people.api import bodies
from services.cases.people.api.answers import answered, merge_patch_of_parts
from services.cases.people.api.views import PersonView
from services.cases.people.domain.parts import Communication, Identity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import PreconditionRequired
from shared.web.caller import Work, holding
from shared.web.documented import EDITS, READS, refusals
from shared.web.entity_tags import IfMatch, content_tag
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH, merged

router = APIRouter(prefix="/v1/persons", tags=["people"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]


@router.post(
    "",
    status_code=201,
    response_model=PersonView,
    responses=refusals(AlreadyKnown),
    summary="Register a person",
)
async def register(body: bodies.NewPerson, actor: Writer, work: Work, once: OneTime) -> Response:
    """Begin a record in one of your municipalities. Your agency sees it; nobody else does until there is a ground.

    When an identifier belongs to somebody of whom your agency may know, the answer is what
    `POST /v1/persons/known-check` says, as a problem `already-known`.
    """
    command = NewPerson(
        municipality_id=body.municipality_id or actor.municipality_id,
        identity=body.identity.part(),
        communication=body.communication.part(),
        identifiers=[one.part() for one in body.identifiers],
        contact_points=[one.part() for one in body.contact_points],
        addresses=[one.part() for one in body.addresses],
    )
    person_id = await once.run(work, lambda: register_person(work, actor, command))
    shown = await open_person(work, actor, person_id, "register-person")
    return answered(shown, 201, tag=content_tag(shown), location=f"/v1/persons/{person_id}")


@router.get("/{person_id}", response_model=PersonView, responses=READS, summary="Open a person")
async def open_one(person_id: UUID, actor: Reader, work: Work) -> Response:
    """What your agency may see of a person. The `ETag` counts only that."""
    shown = await open_person(work, actor, person_id)
    return answered(shown, tag=content_tag(shown))


@router.patch(
    "/{person_id}",
    response_model=PersonView,
    responses=EDITS,
    summary="Correct a person",
    openapi_extra=merge_patch_of_parts({"identity": bodies.Identity, "communication": bodies.Communication}),
)
async def correct(
    person_id: UUID,
    patch: Annotated[dict[str, Any], Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    if_match: IfMatch = None,
) -> Response:
    """Correct `identity` or `communication` by a merge patch (RFC 7396). Earlier versions are kept."""
    if if_match is None:
        raise PreconditionRequired
    given = bodies.checked(bodies.PersonPatch, patch)
    correction = Correction(
        identity=_identity_after(given.identity), communication=_communication_after(given.communication)
    )
    shown = await correct_person(work, actor, person_id, lambda present: content_tag(present) == if_match, correction)
    return answered(shown, tag=content_tag(shown))


def _identity_after(patch: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Identity] | None:
    if not patch:
        return None
    return lambda present: bodies.checked(bodies.Identity, merged(present, patch), "identity").part()


def _communication_after(patch: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Communication] | None:
    if not patch:
        return None
    return lambda present: bodies.checked(bodies.Communication, merged(present, patch), "communication").part()
