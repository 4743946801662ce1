"""`/v1/worklist`: all that a row shows, in one call."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.coordination.domain.case import HouseholdRole, Risk
from services.cases.coordination.domain.team import Capacity
from services.cases.record.actions.list_work import list_work
from shared.contracts.cases.duties import DutyKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import Work, holding
from shared.web.documented import refusals
from shared.web.pages import After, Limit, Page, cursor, keys_of

router = APIRouter(prefix="/v1/worklist", tags=["record"])


class Whose(StrEnum):
    """Whose seats in teams count."""

    MINE = "mine"
    AGENCY = "agency"


class ListedPerson(BaseModel):
    """Whom a case is about, as far as the caller may know."""

    person_id: UUID
    role: HouseholdRole
    display_name: str | None = Field(description="Null where no ground shows who they are, or no name is known.")


class ListedLead(BaseModel):
    """Who answers for the coordination."""

    agency_id: UUID
    worker_id: UUID | None


class NextDue(BaseModel):
    """The first thing of a case that must be done by a day."""

    id: UUID = Field(description="As in the list of what must be done.")
    kind: DutyKind
    due_on: date


class ListedCase(BaseModel):
    """One row."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "category": "social",
                    "risk": "high",
                    "next_review_on": "2026-04-01",
                    "title": "Return home after hospital",
                    "capacity": "nurse",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "lead": {
                        "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                        "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    },
                    "persons": [
                        {
                            "person_id": "0198c0de-0000-7000-8000-000000000f01",
                            "role": "focus",
                            "display_name": "Alix Exemple",
                        }
                    ],
                    "open_needs": 2,
                    "next_due": {
                        "id": "0198c0de-0000-7000-8000-0000000000f2",
                        "kind": "action",
                        "due_on": "2026-03-20",
                    },
                    "last_activity_at": "2026-03-04T16:20:00+00:00",
                }
            ]
        }
    )

    case_id: UUID
    category: Category
    risk: Risk
    next_review_on: date | None
    title: str | None = Field(description="For those who may see everybody whom the case is about; else null.")
    capacity: Capacity = Field(description="In which your agency works on it.")
    changed_at: datetime = Field(description="Last change of the case itself.")
    lead: ListedLead
    persons: list[ListedPerson]
    open_needs: int = Field(description="Open or being met, of those you may see.")
    next_due: NextDue | None = Field(description="Of what has a day and you may see, whoever must do it.")
    last_activity_at: datetime | None = Field(description="Latest line of the timeline that you may see.")


@router.get(
    "",
    response_class=Response,
    responses={**refusals(), 200: {"model": Page[ListedCase]}},
    summary="Read the work list",
)
async def read_worklist(
    _actor: Annotated[Actor, holding(Scope.RECORD_READ)],
    work: Work,
    whose: Annotated[Whose, Query(description="Cases on whose team you are, or anybody of your agency.")] = Whose.MINE,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """Open cases of your teams: the riskiest first, then what is reviewed soonest, then what changed last.

    Each person who is listed has a line in the access log before the answer leaves.
    """
    keys = keys_of(after, str, UUID)
    listed = await list_work(
        work, whole_agency=whose is Whose.AGENCY, after=(keys[0], keys[1]) if keys else None, limit=limit
    )
    following = cursor(*listed.last) if listed.last else None
    body = b'{"items":' + listed.items.encode() + b',"next":' + orjson.dumps(following) + b"}"
    return Response(body, media_type="application/json")
