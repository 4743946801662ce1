"""`/v1/cases/{id}/plan/reviews`."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from services.cases.coordination.actions.cases import read_case
from services.cases.items.api import Reader, Writer
from services.cases.plans.actions import reviewing as actions
from services.cases.plans.api.lines import LineView, page_of_lines
from shared.refusals import WrongValue
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import content_tag
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/plan/reviews", tags=["plans"])

_EXAMPLE: Final[JsonDict] = {
    "held_on": "2026-06-01",
    "next_review_on": "2026-09-01",
    "summary": "The day centre works; the rent is still open.",
}


class NewReview(BaseModel):
    """That the plan was looked at."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    held_on: date
    next_review_on: date | None = Field(None, description="The case's review date follows it.")
    summary: str | None = Field(None, min_length=1, max_length=10_000)

    @model_validator(mode="after")
    def _goes_on(self) -> "NewReview":
        if self.next_review_on and self.next_review_on <= self.held_on:
            raise WrongValue(
                "next_review_on must be later than held_on", "next_review_on doit être postérieur à held_on"
            )
        return self

    def command(self) -> actions.NewReview:
        """As the action takes it."""
        return actions.NewReview(held_on=self.held_on, next_review_on=self.next_review_on, summary=self.summary)


class ReviewView(BaseModel):
    """When the plan was looked at."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000a9",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "recorded_at": "2026-06-01T15:02:00+00:00",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                }
            ]
        }
    )

    id: UUID
    case_id: UUID
    held_on: date
    next_review_on: date | None
    summary: str | None = Field(description="For those who may see everybody whom the case is about; else null.")
    recorded_at: datetime
    agency_id: UUID
    worker_id: UUID = Field(description="Worker or system that recorded it.")


@router.post("", status_code=201, responses=ACTS, summary="Review a plan")
async def review_plan(
    case_id: UUID, body: NewReview, actor: Writer, work: Work, once: OneTime, response: Response
) -> ReviewView:
    """Write down that the plan was looked at; what has changed since the review before is kept with it. For the lead,
    or a supervisor of the lead's agency.
    """
    review_id = await once.run(work, lambda: actions.review_plan(work, actor, case_id, body.command()))
    case = await read_case(work, case_id)
    review = await actions.read_review(work, case_id, review_id, "review-plan")
    response.headers["Location"] = f"/v1/cases/{case_id}/plan/reviews/{review_id}"
    return review_shown(review, words=case["words"])


@router.get("", responses=READS, summary="List the reviews of a plan")
async def list_reviews(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ReviewView]:
    """Reviews of the plan of a case that you may see, newest first."""
    keys = keys_of(after, UUID)
    case = await read_case(work, case_id)
    rows, following = page(await actions.list_reviews(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[review_shown(row, words=case["words"]) for row in rows], next=following)


@router.get("/{review_id}", responses=READS, summary="Read a review of a plan")
async def read_review(case_id: UUID, review_id: UUID, _actor: Reader, work: Work, response: Response) -> ReviewView:
    """When the plan was looked at, what was written down of it, and when it is looked at again."""
    case = await read_case(work, case_id)
    review = await actions.read_review(work, case_id, review_id)
    shown = review_shown(review, words=case["words"])
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown


@router.get("/{review_id}/changes", responses=READS, summary="List what had changed at a review")
async def list_changes(
    case_id: UUID, review_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[LineView]:
    """Goals and actions that you may see, as they stood at the review, beside the review before."""
    await read_case(work, case_id)
    await actions.find_review(work, case_id, review_id)
    return await page_of_lines(work, review_id, after, limit, "list-plan-review-changes")


def review_shown(row: asyncpg.Record, *, words: bool) -> ReviewView:
    """A review as a caller reads it."""
    return ReviewView.model_validate({**row, "summary": row["summary"] if words else None})
