"""`/v1/my/plans`, `/signature`, `/v1/my/goals/{id}/progress`, `/v1/my/actions/{id}`: my own hand in my plan."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.accounts.api.agencies import Me, MyHand
from services.cases.plans.actions import own as actions
from services.cases.plans.domain.attainment import Attainment
from shared.contracts.cases.plans import ActionState, GoalState, SignedAs, Voice
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, EDITS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my", tags=["my own record"])

_MARK: Final[JsonDict] = {"level": 1, "words": "I went twice this week."}
_PLAN: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000a7",
    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
    "number": 2,
    "proposed_at": "2026-03-02T09:14:00Z",
    "agreed_at": None,
    "waits_for_you": True,
    "your_answer": None,
    "is_superseded": False,
}
_GOAL: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000f1",
    "category": "social",
    "own_words": "Walk to the market again",
    "wording": "Mobility at home",
    "target_on": None,
    "state": "active",
    "changed_since": False,
}
_ACTION: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000f3",
    "goal_id": "0198c0de-0000-7000-8000-0000000000f1",
    "category": "social",
    "title": "Walk to the corner each morning",
    "due_on": None,
    "state": "under_way",
    "is_mine": True,
    "version": 2,
}


class MyMark(BaseModel):
    """How far you have reached a goal."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_MARK]})

    level: Attainment = Field(description="On the goal's scale, -2 to 2.")
    words: str | None = Field(None, min_length=1, max_length=2_000)


class MyProgress(BaseModel):
    """What you said of a goal."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_MARK,
                    "id": "0198c0de-0000-7000-8000-0000000000f5",
                    "goal_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "said_by": "person",
                    "marked_at": "2026-06-02T09:14:00Z",
                }
            ]
        }
    )

    id: UUID
    goal_id: UUID
    level: Attainment
    words: str | None
    said_by: Voice
    marked_at: datetime


class MyMove(BaseModel):
    """How it goes with what you do."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"state": "done"}]})

    state: ActionState


class MyOwnAction(BaseModel):
    """Something that is done for one of your goals."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ACTION]})

    id: UUID
    goal_id: UUID | None = Field(description="Null where the goal is not yours to see.")
    category: Category
    title: str
    due_on: date | None
    state: ActionState
    is_mine: bool = Field(description="It is for the person to do.")
    version: int


class MyPlan(BaseModel):
    """A plan as it was proposed to you."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PLAN]})

    id: UUID
    case_id: UUID
    number: int
    proposed_at: datetime
    agreed_at: datetime | None = Field(description="When the last who was missing agreed.")
    waits_for_you: bool = Field(description="Neither the person nor who represents them agrees at present.")
    your_answer: SignedAs | None = Field(description="Your last word to it, given here.")
    is_superseded: bool = Field(description="There is a newer one.")


class PlannedGoal(BaseModel):
    """A goal that stands in it, as it is now."""

    id: UUID
    category: Category
    own_words: str | None
    wording: str
    target_on: date | None
    state: GoalState
    changed_since: bool = Field(description="It was changed since this plan was proposed.")


class PlannedDeed(BaseModel):
    """An action that stands in it, as it is now."""

    id: UUID
    category: Category
    title: str
    due_on: date | None
    state: ActionState
    changed_since: bool


class MyWholePlan(MyPlan):
    """A plan, and what of it is yours to see."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_PLAN, "goals": [_GOAL], "actions": []}]})

    goals: list[PlannedGoal]
    actions: list[PlannedDeed]


class MySignature(BaseModel):
    """What you say to it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"answer": "agreed", "words": "But not on Mondays."}]}
    )

    answer: SignedAs
    words: str | None = Field(None, min_length=1, max_length=2_000)


@router.post("/goals/{goal_id}/progress", status_code=201, responses=ACTS, summary="Say how far I have reached a goal")
async def mark_own_progress(goal_id: UUID, body: MyMark, caller: MyHand, work: Work, once: OneTime) -> MyProgress:
    """In your own words. It stands beside what those say who work with you; neither changes the other."""
    progress_id = await once.run(work, lambda: actions.mark_own_progress(work, caller, goal_id, body.level, body.words))
    row = await actions.read_own_progress(work, caller, goal_id, progress_id)
    return MyProgress.model_validate(dict(row))


@router.get("/actions/{action_id}", responses=READS, summary="Something that is done for one of my goals")
async def read_own_action(action_id: UUID, caller: Me, work: Work, response: Response) -> MyOwnAction:
    """One action of your plan; its `ETag` is for saying how it goes."""
    return _action(await actions.read_own_action(work, caller, action_id, "read-own-action"), response)


@router.patch("/actions/{action_id}", responses=EDITS, summary="Say how it goes with what I do")
async def move_own_action(
    action_id: UUID,
    body: Annotated[MyMove, Body(media_type=MERGE_PATCH)],
    caller: MyHand,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> MyOwnAction:
    """Of what is for the person to do; by themselves alone. How it stood before is kept."""
    await actions.move_own_action(work, caller, action_id, expected_version(if_match), body.state)
    return _action(await actions.read_own_action(work, caller, action_id, "move-own-action"), response)


@router.get("/plans", responses=READS, summary="The plans that were made with me")
async def list_own_plans(caller: Me, work: Work, limit: Limit = 50, after: After = None) -> Page[MyPlan]:
    """The latest version of each, newest first."""
    (key,) = keys_of(after, UUID) or (None,)
    rows, following = page(await actions.list_own_plans(work, caller, key, limit), limit, "id")
    return Page(items=[MyPlan.model_validate(dict(row)) for row in rows], next=following)


@router.get("/plans/{version_id}", responses=READS, summary="What stands in a plan")
async def read_own_plan(version_id: UUID, caller: Me, work: Work) -> MyWholePlan:
    """Its goals and actions as they are now, as far as they were and are yours to see."""
    return await _plan(work, caller, version_id, "read-own-plan")


@router.post("/plans/{version_id}/signature", status_code=201, responses=ACTS, summary="Agree or disagree to a plan")
async def sign_own_plan(version_id: UUID, body: MySignature, caller: MyHand, work: Work, once: OneTime) -> MyWholePlan:
    """By the person, or by who represents them with the power to sign. It is kept with time and sign-in and never
    changed; your last word counts, until there is a newer version.
    """
    await once.run(work, lambda: actions.sign_own_plan(work, caller, version_id, body.answer, body.words))
    return await _plan(work, caller, version_id, "sign-own-plan")


async def _plan(work: UnitOfWork, caller: PersonActor, version_id: UUID, operation: str) -> MyWholePlan:
    seen = await actions.read_own_plan(work, caller, version_id, operation)
    goals = [PlannedGoal.model_validate(dict(row)) for row in seen.goals]
    deeds = [PlannedDeed.model_validate(dict(row)) for row in seen.actions]
    return MyWholePlan.model_validate({**seen.version, "goals": goals, "actions": deeds})


def _action(row: asyncpg.Record, response: Response) -> MyOwnAction:
    response.headers["ETag"] = entity_tag(row["version"])
    return MyOwnAction.model_validate({**row, "is_mine": row["is_theirs"], "goal_id": row["shown_goal_id"]})
