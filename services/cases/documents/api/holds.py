"""`/v1/cases/{id}/documents/{id}/holds`, `/release`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.documents.actions import holding as actions
from services.cases.items.api import Reader
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/documents/{document_id}/holds", tags=["documents"])

Holder = Annotated[Actor, holding(Scope.RETENTION_WRITE)]


class NewHold(BaseModel):
    """Why a document is held back from deletion."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Court case 26/0417: the lease is disputed"}]}
    )

    reason: str = Field(min_length=1, max_length=2_000)


class Release(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class HoldView(BaseModel):
    """That a document is or was held back from deletion."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000d9",
                    "document_id": "0198c0de-0000-7000-8000-0000000000d1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "reason": "Court case 26/0417: the lease is disputed",
                    "held_at": "2026-03-02T09:14:00+00:00",
                    "released_at": None,
                    "released_by": None,
                }
            ]
        }
    )

    id: UUID
    document_id: UUID
    agency_id: UUID = Field(description="Agency that holds it.")
    worker_id: UUID = Field(description="Privacy officer who holds it.")
    reason: str | None = Field(description="Why; null to other agencies.")
    held_at: datetime
    released_at: datetime | None
    released_by: UUID | None = Field(description="Privacy officer who let it go.")


@router.post("", status_code=201, responses=ACTS, summary="Hold a document back from deletion")
async def hold_document(
    case_id: UUID, document_id: UUID, body: NewHold, actor: Holder, work: Work, once: OneTime, response: Response
) -> HoldView:
    """Keep a document that you see, whatever the rule of its class says, until you let it go; for privacy officers.
    Those who read the document are not told.
    """
    hold_id = await once.run(work, lambda: actions.hold_document(work, actor, case_id, document_id, body.reason))
    response.headers["Location"] = f"/v1/cases/{case_id}/documents/{document_id}/holds/{hold_id}"
    return _shown(await actions.read_hold(work, actor, case_id, document_id, hold_id))


@router.get("", responses=READS, summary="List who holds a document back from deletion")
async def list_holds(
    case_id: UUID, document_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[HoldView]:
    """Who holds or held it, in the order of doing so; for privacy officers, and why only in the agency that holds."""
    keys = keys_of(after, UUID)
    found = await actions.list_holds(work, actor, case_id, document_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{hold_id}", responses=READS, summary="Read who holds a document back from deletion")
async def read_hold(case_id: UUID, document_id: UUID, hold_id: UUID, actor: Reader, work: Work) -> HoldView:
    """One hold; for privacy officers, and why only in the agency that holds."""
    return _shown(await actions.read_hold(work, actor, case_id, document_id, hold_id))


@router.post("/{hold_id}/release", responses=ACTS, summary="Let a document go from a hold")
async def release_document(
    case_id: UUID, document_id: UUID, hold_id: UUID, _body: Release, actor: Holder, work: Work, once: OneTime
) -> HoldView:
    """Let it be deleted when it is due, unless another hold is on it; for privacy officers of the agency that holds."""
    await once.run(work, lambda: actions.release_document(work, actor, case_id, document_id, hold_id))
    return _shown(await actions.read_hold(work, actor, case_id, document_id, hold_id))


def _shown(row: asyncpg.Record) -> HoldView:
    return HoldView.model_validate(dict(row))
