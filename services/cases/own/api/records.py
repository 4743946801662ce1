"""`/v1/my/record`: what is kept about me."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.cases.accounts.api.agencies import AN_AGENCY, Me, MyAgency, names_of
from services.cases.own.actions import reading as actions
from shared.contracts.cases.vocabulary import Category
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import READS
from shared.web.pages import After, Limit, cursor, keys_of

router = APIRouter(prefix="/v1/my", tags=["my own record"])


class MyNeed(BaseModel):
    """Something you need."""

    id: UUID
    case_id: UUID
    category: Category
    term: str
    state: str
    detail: str | None
    agency_id: UUID | None = Field(description="Who wrote it; null where that is withheld.")


class Said(BaseModel):
    """How far a goal is reached, in somebody's word."""

    level: int = Field(description="-2 to 2, on the scale of the goal.")
    words: str | None
    marked_at: datetime


class MyGoal(BaseModel):
    """Something you want to reach."""

    id: UUID
    case_id: UUID
    category: Category
    state: str
    own_words: str | None = Field(description="As you said it.")
    wording: str = Field(description="As workers write it.")
    horizon: str
    target_on: date | None
    scale: Any = Field(description="What each of five levels means; null until agreed.")
    i_said: Said | None = Field(description="Your last word, or that of who represents you.")
    workers_said: Said | None


class MyAction(BaseModel):
    """What somebody does for one of your goals."""

    id: UUID
    goal_id: UUID | None = Field(description="Null where the goal is not yours to see.")
    category: Category
    state: str
    title: str
    due_on: date | None
    owner_kind: str
    owner_agency_id: UUID | None = Field(description="Who does it; null where no agency does, or that is withheld.")
    is_mine: bool = Field(description="It is for the person to do, who says how it goes at /v1/my/actions/{id}.")
    version: int


class MyTeamMember(BaseModel):
    """An agency that works with you."""

    case_id: UUID
    agency_id: UUID
    capacity: str
    is_lead: bool


class MyRecord(BaseModel):
    """A page of what is kept about you, as far as it is yours to read."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "identity": {"family_name": "Exemple", "given_name": "Alix"},
                    "contact_points": [],
                    "addresses": [],
                    "needs": [],
                    "goals": [],
                    "actions": [],
                    "team": [],
                    "agencies": [AN_AGENCY],
                    "next": None,
                }
            ]
        }
    )

    identity: dict[str, Any] = Field(description="On each page.")
    contact_points: list[dict[str, Any]] = Field(description="Empty for whoever represents the person.")
    addresses: list[dict[str, Any]] = Field(description="Likewise; a protected one is in nobody's view.")
    needs: list[MyNeed]
    goals: list[MyGoal]
    actions: list[MyAction]
    team: list[MyTeamMember] = Field(description="Empty for whoever represents the person.")
    agencies: list[MyAgency] = Field(description="Those that are named on this page.")
    next: str | None = Field(description="Pass as `after` for the following page; null on the last one.")


@router.get("/record", responses=READS, summary="What is kept about me")
async def read_record(
    caller: Me, request: Request, open_work: OpenWork, rights: PassedOn, limit: Limit = 50, after: After = None
) -> MyRecord:
    """Who you are, what you need and want, who does what, and who works with you. Not shown: what is sealed, what was
    written to protect somebody, and what is about others too. Whoever represents you sees nothing sensitive, and
    nothing that tells where you are. A page holds `limit` things of all lists together, list after list.
    """
    keys = keys_of(after, int, UUID)
    async with open_work() as work:
        found = orjson.loads(await actions.own_record(work, caller, (keys[0], keys[1]) if keys else None, limit))
    last = found.pop("last")
    named = [one["agency_id"] for kind in ("needs", "team") for one in found[kind]]
    named += [one["owner_agency_id"] for one in found["actions"]]
    ids = sorted({UUID(one) for one in named if one is not None})
    names = await names_of(request, rights, ids)
    following = cursor(*last) if last else None
    return MyRecord.model_validate({**found, "agencies": [names.of(one) for one in ids], "next": following})
