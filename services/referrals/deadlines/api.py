"""`/v1/closures`."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.referrals.deadlines import actions
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, CREATES, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/closures", tags=["directory"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Writer = Annotated[Actor, holding(Scope.DIRECTORY_WRITE)]


class NewClosure(BaseModel):
    """On which days your agency does not work, beside weekends and holidays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"starts_on": "2026-08-03", "ends_on": "2026-08-21"}]}
    )

    starts_on: date
    ends_on: date = Field(description="The last day; three months later at most.")


class ClosureView(BaseModel):
    """When an agency does not work."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000f7",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                    "starts_on": "2026-08-03",
                    "ends_on": "2026-08-21",
                    "said_at": "2026-06-02T09:14:00+00:00",
                }
            ]
        }
    )

    id: UUID
    agency_id: UUID
    starts_on: date
    ends_on: date
    said_at: datetime


@router.post("", status_code=201, responses=CREATES, summary="Say when your agency is closed")
async def announce(body: NewClosure, actor: Writer, work: Work, once: OneTime, response: Response) -> ClosureView:
    """What is to be acknowledged, answered or started is counted without these days. Clocks that run keep their time:
    what was promised stays promised.
    """
    closure = actions.NewClosure(body.starts_on, body.ends_on)
    closure_id = await once.run(work, lambda: actions.announce_closure(work, actor, closure))
    response.headers["Location"] = f"{router.prefix}/{closure_id}"
    return _shown(await actions.read_closure(work, closure_id))


@router.get("", responses=READS, summary="List when an agency is closed")
async def list_closures(
    actor: Reader,
    work: Work,
    agency_id: Annotated[UUID | None, Query(description="Yours, when left out.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ClosureView]:
    """Closures of an agency that are not over."""
    keys = keys_of(after, UUID)
    rows = await actions.list_closures(work, agency_id or actor.agency_id, keys[0] if keys else None, limit)
    shown, following = page(rows, limit, "id")
    return Page(items=[_shown(row) for row in shown], next=following)


@router.get("/{closure_id}", responses=READS, summary="Read when an agency is closed")
async def read(closure_id: UUID, _actor: Reader, work: Work) -> ClosureView:
    """On which days no clock of the agency runs."""
    return _shown(await actions.read_closure(work, closure_id))


@router.delete("/{closure_id}", status_code=204, responses=ACTS, summary="Call off a closure")
async def call_off(closure_id: UUID, actor: Writer, work: Work) -> None:
    """Your agency works on these days after all."""
    await actions.call_off_closure(work, actor, closure_id)


def _shown(row: asyncpg.Record) -> ClosureView:
    return ClosureView.model_validate(dict(row))
