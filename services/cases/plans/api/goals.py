"""`/v1/cases/{id}/goals`."""

from datetime import date
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict
from typing_extensions import override

from services.cases.items.api import (
    CORRECTS,
    OPENS,
    Correction,
    EarlierVersion,
    ItemView,
    NewItemBody,
    Reader,
    Writer,
    earlier_page,
)
from services.cases.plans.actions import goals as actions
from services.cases.plans.api.parts import OwnerBody, OwnerView, ScaleBody, item_shown, scale_shown
from services.cases.plans.api.progress import ProgressView
from services.cases.plans.domain.attainment import Attainment, is_disagreement
from services.cases.plans.domain.goals import Horizon
from shared.contracts.cases.plans import GoalState
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/goals", tags=["plans"])

_EXAMPLE: Final[JsonDict] = {
    "category": "social",
    "sensitivity": "ordinary",
    "own_words": "I want to get out of the house again.",
    "wording": "Takes part in life outside the flat at least weekly",
    "owner": {"kind": "person", "agency_id": None, "id": "0198c0de-0000-7000-8000-000000000f01"},
    "horizon": "months",
    "target_on": "2026-09-30",
    "scale": {
        "much_less": "Does not leave the flat",
        "less": "Leaves the flat when somebody comes along",
        "expected": "Goes to the day centre once a week",
        "more": "Goes there twice a week",
        "much_more": "Visits friends besides",
    },
    "weight": 2,
    "baseline": -2,
    "need_ids": ["0198c0de-0000-7000-8000-0000000000e2"],
}


class NewGoal(NewItemBody):
    """A goal to be set."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    category: Category
    own_words: str | None = Field(None, min_length=1, max_length=2_000, description="What the person wants, as said.")
    wording: str = Field(min_length=1, max_length=2_000, description="The same as workers write it.")
    owner: OwnerBody
    horizon: Horizon
    target_on: date | None = Field(None, description="By when.")
    scale: ScaleBody | None = Field(None, description="Agreed beforehand; progress needs it.")
    weight: int = Field(1, ge=1, le=9, description="Beside the other goals of the plan.")
    baseline: Attainment | None = Field(None, description="Level at the beginning.")
    need_ids: list[UUID] = Field([], max_length=20, description="Needs of the case that it serves.")

    def command(self) -> actions.NewGoal:
        """As the action takes it."""
        return actions.NewGoal(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            own_words=self.own_words,
            wording=self.wording,
            owner=self.owner.owner(),
            horizon=self.horizon,
            target_on=self.target_on,
            scale=self.scale.scale() if self.scale else None,
            weight=self.weight,
            baseline=self.baseline,
            need_ids=tuple(dict.fromkeys(self.need_ids)),
        )


class GoalChange(Correction):
    """Where it stands, or what is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "active"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"own_words", "target_on", "baseline"})

    state: GoalState | None = None
    own_words: str | None = Field(None, min_length=1, max_length=2_000, description="Null removes it.")
    wording: str | None = Field(None, min_length=1, max_length=2_000)
    owner: OwnerBody | None = None
    horizon: Horizon | None = None
    target_on: date | None = Field(None, description="Null removes it.")
    scale: ScaleBody | None = None
    weight: int | None = Field(None, ge=1, le=9)
    baseline: Attainment | None = Field(None, description="Null removes it.")
    need_ids: list[UUID] | None = Field(None, max_length=20)

    @override
    def changes(self) -> dict[str, Any]:
        """By field, as the action takes it."""
        changes = super().changes()
        if self.owner is not None:
            changes["owner"] = self.owner.owner()
        if self.scale is not None:
            changes["scale"] = self.scale.scale()
        if self.need_ids is not None:
            changes["need_ids"] = list(dict.fromkeys(self.need_ids))
        return changes


class GoalView(ItemView):
    """A goal, and how far it was reached in the words of each side."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000f1",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "state": "active",
                    "by_worker": None,
                    "by_person": None,
                    "in_disagreement": False,
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    state: GoalState
    own_words: str | None
    wording: str
    owner: OwnerView
    horizon: Horizon
    target_on: date | None
    scale: ScaleBody | None
    weight: int
    baseline: Attainment | None
    need_ids: list[UUID] = Field(description="Of those that you may see.")
    by_worker: ProgressView | None = Field(description="What a worker said last.")
    by_person: ProgressView | None = Field(description="What the person or a representative said last.")
    in_disagreement: bool = Field(description="They said different levels.")


@router.post("", status_code=201, responses=ACTS, summary="Set a goal")
async def set_goal(
    case_id: UUID, body: NewGoal, actor: Writer, work: Work, once: OneTime, response: Response
) -> GoalView:
    """Write down what people of the case want to reach, in their own words beside the professional wording. It is
    proposed first. A ground to contribute is enough.
    """
    goal_id = await once.run(work, lambda: actions.set_goal(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/goals/{goal_id}"
    return await _answer(work, case_id, goal_id, "set-goal", response)


@router.get("", responses=READS, summary="List the goals of a case")
async def list_goals(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[GoalView]:
    """Goals that you may see, in the order of writing."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_goals(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[goal_shown(row) for row in rows], next=following)


@router.get("/{goal_id}", responses=OPENS, summary="Read a goal")
async def read_goal(case_id: UUID, goal_id: UUID, _actor: Reader, work: Work, response: Response) -> GoalView:
    """One goal in its present version."""
    return await _answer(work, case_id, goal_id, "read-goal", response)


@router.patch("/{goal_id}", responses=CORRECTS, summary="Move a goal on, or correct it")
async def change_goal(
    case_id: UUID,
    goal_id: UUID,
    body: Annotated[GoalChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> GoalView:
    """The state may be moved by its owner and by whoever may contribute in its category; the rest is corrected by
    whoever wrote it, or supervises there. The earlier version is kept.
    """
    await actions.change_goal(work, actor, case_id, goal_id, expected_version(if_match), body.changes())
    return await _answer(work, case_id, goal_id, "change-goal", response)


@router.get("/{goal_id}/versions", responses=OPENS, summary="List earlier versions of a goal")
async def list_versions(
    case_id: UUID, goal_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What a goal said before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_goal_versions(work, case_id, goal_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(work: UnitOfWork, case_id: UUID, goal_id: UUID, operation: str, response: Response) -> GoalView:
    row = await actions.read_goal(work, case_id, goal_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return goal_shown(row)


def goal_shown(row: asyncpg.Record) -> GoalView:
    """A goal as a caller reads it."""
    by_worker, by_person = row["by_worker"], row["by_person"]
    differ = is_disagreement(by_worker and by_worker["level"], by_person and by_person["level"])
    more = {"scale": scale_shown(row["scale"]), "in_disagreement": differ}
    return GoalView.model_validate(item_shown(row) | more)
