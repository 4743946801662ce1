"""`/v1/cases/{id}/needs/{id}/outcomes`."""

from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.items.api import Reader, Writer
from services.cases.outcomes.actions import need_outcomes as actions
from shared.contracts.cases.outcomes import NeedOutcome
from shared.contracts.cases.plans import Voice
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/needs/{need_id}/outcomes", tags=["outcomes"])

_EXAMPLE: Final[JsonDict] = {"outcome": "partly_met", "said_by": "person"}


class NewNeedOutcome(BaseModel):
    """What became of a need, in somebody's word."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    outcome: NeedOutcome
    said_by: Voice = Field(description="Whose word it is; you write it down.")


class NeedOutcomeView(BaseModel):
    """What became of a need, in somebody's word."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000e6",
                    "need_id": "0198c0de-0000-7000-8000-0000000000e2",
                    "said_at": "2026-09-30T09:14:00+00:00",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                }
            ]
        }
    )

    id: UUID
    need_id: UUID
    outcome: NeedOutcome
    said_by: Voice
    said_at: datetime
    agency_id: UUID = Field(description="Agency that wrote it down.")
    worker_id: UUID = Field(description="Worker or system that wrote it down.")


@router.post("", status_code=201, responses=ACTS, summary="Say what became of a need")
async def say_need_outcome(
    case_id: UUID,
    need_id: UUID,
    body: NewNeedOutcome,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
) -> NeedOutcomeView:
    """Write down what became of a need, as a worker sees it or as the person says, also after the case was closed. For
    whoever may contribute in its category.
    """
    made = await once.run(
        work, lambda: actions.say_need_outcome(work, actor, case_id, need_id, body.outcome, body.said_by)
    )
    row = await actions.read_need_outcome(work, case_id, need_id, made)
    response.headers["Location"] = f"/v1/cases/{case_id}/needs/{need_id}/outcomes"
    return NeedOutcomeView.model_validate(dict(row))


@router.get("", responses=READS, summary="List what was said to have become of a need")
async def list_need_outcomes(
    case_id: UUID, need_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[NeedOutcomeView]:
    """What became of it, each time somebody said so, oldest first."""
    keys = keys_of(after, UUID)
    found = await actions.list_need_outcomes(work, case_id, need_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[NeedOutcomeView.model_validate(dict(row)) for row in rows], next=following)
