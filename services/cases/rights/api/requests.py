"""`/v1/persons/{id}/rights-requests`, `/extension`, `/decision`, `/withdrawal`, and `/v1/rights-requests`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.cases.rights import actions
from services.cases.rights.api.bodies import DecisionBody, Extension, NewRequest, RequestMade, RequestView, shown
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/rights-requests", tags=["data-protection rights"])
open_router = APIRouter(prefix="/v1/rights-requests", tags=["data-protection rights"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RIGHTS_WRITE)]


@router.post("", status_code=201, responses=ACTS, summary="Take down what somebody asks by a right")
async def record_request(
    person_id: UUID, body: NewRequest, actor: Writer, work: Work, once: OneTime, response: Response
) -> RequestMade:
    """Access, rectification, erasure, restriction, portability or objection, asked of your agency. Its privacy officers
    are told and have a month to answer, from the day on which your agency received it.
    """
    command = actions.NewRequest(
        right=body.right,
        words=body.words,
        received_on=body.received_on,
        relationship_id=body.relationship_id,
    )
    request_id = await once.run(work, lambda: actions.record_request(work, actor, person_id, command))
    response.headers["Location"] = f"/v1/persons/{person_id}/rights-requests/{request_id}"
    return RequestMade(id=request_id)


@router.get("", responses=READS, summary="List what a person asked of your agency")
async def list_requests(
    person_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[RequestView]:
    """In their order: to privacy officers all, to others those that they took down."""
    (key,) = keys_of(after, UUID) or (None,)
    rows, following = page(await actions.list_requests(work, person_id, key, limit), limit, "id")
    return Page(items=[RequestView.model_validate(shown(row)) for row in rows], next=following)


@router.get("/{request_id}", responses=READS, summary="Read what somebody asked, and the answer")
async def read_request(person_id: UUID, request_id: UUID, _actor: Reader, work: Work) -> RequestView:
    """One request: for the privacy officers of the agency that is asked, and for whoever took it down. Of a restricted
    person, for those there who may know of them, and for privacy officers of any agency who may.
    """
    return await _view(work, person_id, request_id, "read-rights-request")


@router.post("/{request_id}/extension", responses=ACTS, summary="Take more time for the answer")
async def extend_request(
    person_id: UUID, request_id: UUID, body: Extension, actor: Writer, work: Work, once: OneTime
) -> RequestView:
    """Once, within the first month, to three months of its receipt at most (GDPR Art. 12(3)); for privacy officers."""
    await once.run(work, lambda: actions.extend_request(work, actor, person_id, request_id, body.until, body.because))
    return await _view(work, person_id, request_id, "extend-rights-request")


@router.post("/{request_id}/decision", responses=ACTS, summary="Answer what somebody asked")
async def answer_request(
    person_id: UUID, request_id: UUID, body: DecisionBody, actor: Writer, work: Work, once: OneTime
) -> RequestView:
    """Once, with a reason in plain words; a refusal, also of a part, names an article on which this right may be
    refused. For privacy officers.
    """
    await once.run(work, lambda: actions.answer_request(work, actor, person_id, request_id, body.decided()))
    return await _view(work, person_id, request_id, "answer-rights-request")


@router.post("/{request_id}/withdrawal", responses=ACTS, summary="Take a request back for whoever asked")
async def withdraw_request(person_id: UUID, request_id: UUID, actor: Writer, work: Work, once: OneTime) -> RequestView:
    """They do not want it any more; for whoever took it down, and privacy officers."""
    await once.run(work, lambda: actions.withdraw_request(work, actor, person_id, request_id))
    return await _view(work, person_id, request_id, "withdraw-rights-request")


@open_router.get("", responses=refusals(), summary="List what waits for your agency's answer")
async def list_open_requests(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[RequestView]:
    """What people asked of your agency and is not answered, what is due first: to privacy officers all, to others what
    they took down. Of a restricted person, to those of your agency who may know of them.
    """
    keys = keys_of(after, date, UUID)
    rows = await actions.list_open_requests(work, actor, (keys[0], keys[1]) if keys else None, limit)
    seen, following = page(rows, limit, "due_on", "id")
    return Page(items=[RequestView.model_validate(shown(row)) for row in seen], next=following)


async def _view(work: Work, person_id: UUID, request_id: UUID, operation: str) -> RequestView:
    row = await actions.read_request(work, person_id, request_id, operation)
    return RequestView.model_validate(shown(row))
