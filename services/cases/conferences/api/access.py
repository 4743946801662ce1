"""`/v1/conferences/{id}/participants/{id}/access`."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.conferences.actions import access as actions
from services.cases.coordination.actions.team import read_member
from services.cases.items.api import Writer
from shared.contracts.cases.vocabulary import Category
from shared.web.caller import Work
from shared.web.documented import ACTS
from shared.web.idempotency import OneTime

router = APIRouter(prefix="/v1/conferences/{conference_id}/participants/{participant_id}/access", tags=["conferences"])


class NewAccess(BaseModel):
    """Of which case they are to read."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"case_id": "0198c0de-0000-7000-8000-0000000000c1"}]}
    )

    case_id: UUID


class AccessView(BaseModel):
    """What somebody who comes reads for a conference: a seat in the team of the case."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000da",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                    "starts_at": "2026-03-05T13:00:00+00:00",
                    "ends_at": "2026-03-12T16:00:00+00:00",
                    "categories": ["housing", "identity"],
                }
            ]
        }
    )

    id: UUID = Field(description="Of the seat; the lead, the guest or a supervisor of either may end it sooner.")
    case_id: UUID
    agency_id: UUID
    worker_id: UUID
    starts_at: datetime
    ends_at: datetime
    categories: list[Category] = Field(
        description="Of what is talked about, what an agreement lets flow now; empty before it starts, or if none does."
    )


@router.post("", status_code=201, responses=ACTS, summary="Let somebody who comes read of a case")
async def give_access(
    conference_id: UUID,
    participant_id: UUID,
    body: NewAccess,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
) -> AccessView:
    """For the lead of a case that is on the agenda. Who has said that they come reads, from a week before, what an
    agreement lets flow to them: who it is about, and the categories that are talked about. It goes against no refusal,
    seal or conflict of interest, and ends by itself an hour after the conference: sooner when that is cancelled or they
    do not come, when nothing of the case is on the agenda any more, or when somebody ends the seat in the team.
    """
    member_id = await once.run(
        work, lambda: actions.give_access(work, actor, conference_id, participant_id, body.case_id)
    )
    row = await read_member(work, body.case_id, member_id)
    response.headers["Location"] = f"/v1/cases/{body.case_id}/team/{member_id}"
    return AccessView.model_validate({**row, "case_id": body.case_id})
