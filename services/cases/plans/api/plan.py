"""`/v1/cases/{id}/plan`."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.coordination.actions.cases import people_shown, read_case
from services.cases.coordination.api.items import Reader
from services.cases.coordination.api.looks import looks_at_case
from services.cases.plans.actions import agreeing, reviewing
from services.cases.plans.api.reviews import ReviewView, review_shown
from services.cases.plans.api.versions import VersionView, version_shown
from shared.database.access_log import log_looks
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
    versions = await agreeing.list_versions(work, case_id, None, 0)
    reviews = await reviewing.list_reviews(work, case_id, None, 0)
    await log_looks(work, looks_at_case("read-plan", [case]))
    shown = PlanView(
        case_id=case_id,
        next_review_on=case["next_review_on"],
        scores=ScoresView(at_first=scores.at_first, by_worker=scores.by_worker, by_person=scores.by_person),
        version=version_shown(versions[0], people_shown(case)) if versions else None,
        review=review_shown(reviews[0], words=case["words"]) if reviews else None,
    )
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown
