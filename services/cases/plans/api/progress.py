"""`/v1/cases/{id}/goals/{id}/progress`."""

from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.items.api import Reader, Writer
from services.cases.plans.actions import goals as actions
from services.cases.plans.domain.attainment import Attainment
from shared.contracts.cases.plans import Voice
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/goals/{goal_id}/progress", tags=["plans"])

_EXAMPLE: Final[JsonDict] = {"level": 1, "said_by": "person", "words": "I went twice this week."}


class NewProgress(BaseModel):
    """How far a goal was reached, in somebody's word."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    level: Attainment = Field(description="On the goal's scale, -2 to 2.")
    said_by: Voice = Field(description="Whose word it is; you write it down.")
    words: str | None = Field(None, min_length=1, max_length=2_000, description="As they say it.")

    def command(self) -> actions.Progress:
        """As the action takes it."""
        return actions.Progress(level=self.level, said_by=self.said_by, words=self.words)


class ProgressView(BaseModel):
    """How far a goal was reached, in somebody's word."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000f5",
                    "goal_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "marked_at": "2026-06-02T09:14:00+00:00",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                }
            ]
        }
    )

    id: UUID
    goal_id: UUID
    level: Attainment
    said_by: Voice
    words: str | None
    marked_at: datetime
    agency_id: UUID = Field(description="Agency that wrote it down.")
    worker_id: UUID | None = Field(description="Worker or system that wrote it down; null for their own hand.")


@router.post("", status_code=201, responses=ACTS, summary="Say how far a goal was reached")
async def mark_progress(
    case_id: UUID,
    goal_id: UUID,
    body: NewProgress,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
) -> ProgressView:
    """Mark progress on the goal's scale, or write down what the person says of it. Where worker and person differ, both
    stand, and the goal says so. For its owner, and for whoever may contribute in its category.
    """
    progress_id = await once.run(work, lambda: actions.mark_progress(work, actor, case_id, goal_id, body.command()))
    row = await actions.read_progress(work, case_id, goal_id, progress_id)
    response.headers["Location"] = f"/v1/cases/{case_id}/goals/{goal_id}/progress"
    return ProgressView.model_validate(dict(row))


@router.get("", responses=READS, summary="List what was said of a goal")
async def list_progress(
    case_id: UUID, goal_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ProgressView]:
    """How far it was reached, each time somebody said so, oldest first."""
    keys = keys_of(after, UUID)
    found = await actions.list_progress(work, case_id, goal_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[ProgressView.model_validate(dict(row)) for row in rows], next=following)
