"""`/v1/cases/{id}/plan`."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.coordination.actions.cases import people_shown, read_case
from services.cases.items.api import Reader
from services.cases.plans.actions import agreeing, reviewing
from services.cases.plans.api.reviews import ReviewView, review_shown
from services.cases.plans.api.versions import VersionView, version_shown
from shared.web.caller import Work
from shared.web.documented import READS
from shared.web.entity_tags import content_tag

router = APIRouter(prefix="/v1/cases/{case_id}/plan", tags=["plans"])


class ScoresView(BaseModel):
    """T-scores of Goal Attainment Scaling, over the goals that you may see and of which the level is known."""

    at_first: float | None = Field(description="From the levels at the beginning.")
    by_worker: float | None = Field(description="From what a worker said last of each.")
    by_person: float | None = Field(description="From what the person or a representative said last of each.")


class PlanView(BaseModel):
    """The plan of a case; its goals and actions are lists of their own."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "next_review_on": "2026-09-01",
                    "scores": {"at_first": 30.0, "by_worker": 50.0, "by_person": 56.2},
                    "version": None,
                    "review": None,
                }
            ]
        }
    )

    case_id: UUID
    next_review_on: date | None
    scores: ScoresView
    version: VersionView | None = Field(description="The newest.")
    review: ReviewView | None = Field(description="The latest.")


@router.get("", responses=READS, summary="Read the plan of a case")
async def read_plan(case_id: UUID, _actor: Reader, work: Work, response: Response) -> PlanView:
    """What the plan has come to: agreement, review, and how far its goals were reached together. 50 is as expected."""
    case = await read_case(work, case_id)
    scores = await reviewing.read_scores(work, case_id)
    version = await agreeing.latest_version(work, case_id)
    review = await reviewing.latest_review(work, case_id)
    shown = PlanView(
        case_id=case_id,
        next_review_on=case["next_review_on"],
        scores=ScoresView(at_first=scores.at_first, by_worker=scores.by_worker, by_person=scores.by_person),
        version=version_shown(version, people_shown(case)) if version else None,
        review=review_shown(review, words=case["words"]) if review else None,
    )
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown
