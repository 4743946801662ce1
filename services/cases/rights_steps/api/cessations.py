"""`/v1/persons/{id}/rights-requests/{id}/cessations`: what was objected to with success."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.cases.rights.api.requests import Writer
from services.cases.rights_steps.actions import ceasing as actions
from services.cases.rights_steps.api.steps import StepMade
from shared.contracts.cases.vocabulary import Category
from shared.web.caller import Work
from shared.web.documented import ACTS
from shared.web.idempotency import OneTime

router = APIRouter(prefix="/v1/persons/{person_id}/rights-requests/{request_id}", tags=["data-protection rights"])


class Cessation(BaseModel):
    """What your agency processes no more."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"categories": ["housing"], "review_on": "2026-09-01"}]},
    )

    categories: list[Category] = Field(
        min_length=1, max_length=len(Category), description="All that your agency contributed in each."
    )
    review_on: date = Field(
        description="When somebody looks whether it was erased meanwhile (GDPR Art. 17(1)(c)), within a year."
    )


@router.post("/cessations", status_code=201, responses=ACTS, summary="Process no more what was objected to")
async def cease(
    person_id: UUID, request_id: UUID, body: Cessation, actor: Writer, work: Work, once: OneTime
) -> StepMade:
    """An objection was granted, wholly or in part. What your agency contributed in these categories is stored for good,
    as under a restriction that nobody lifts; its grants on them end that rest on an agreement for a task in the public
    interest or a legitimate interest, or on a mandate that yields to refusals, and none is issued again. What travelled
    with referrals is hidden, and the agencies that received it are told and acknowledge it. `/steps` shows how far it
    is. For privacy officers.
    """
    step_id = await once.run(
        work, lambda: actions.cease(work, actor, person_id, request_id, body.categories, body.review_on)
    )
    return StepMade(id=step_id)
