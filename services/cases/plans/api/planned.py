"""`/v1/cases/{id}/actions`."""

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
from services.cases.plans.actions import planned as actions
from services.cases.plans.api.parts import OwnerBody, OwnerView, item_shown
from shared.contracts.cases.plans import ActionState
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/actions", tags=["plans"])

_EXAMPLE: Final[JsonDict] = {
    "category": "social",
    "sensitivity": "ordinary",
    "goal_id": "0198c0de-0000-7000-8000-0000000000f1",
    "title": "Go along to the day centre the first time",
    "owner": {
        "kind": "worker",
        "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
        "id": "0198c0de-0000-7000-8000-0000000000b1",
    },
    "due_on": "2026-03-20",
    "referral_id": None,
}
_REFERRAL = "The referral by which it is done. Who may open it is decided there."


class NewAction(NewItemBody):
    """An action to be planned."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    category: Category
    goal_id: UUID = Field(description="The goal that it serves.")
    title: str = Field(min_length=1, max_length=500)
    owner: OwnerBody
    due_on: date | None = Field(None, description="By when.")
    referral_id: UUID | None = Field(None, description=_REFERRAL)

    def command(self) -> actions.NewAction:
        """As the action takes it."""
        return actions.NewAction(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            goal_id=self.goal_id,
            title=self.title,
            owner=self.owner.owner(),
            due_on=self.due_on,
            referral_id=self.referral_id,
        )


class ActionChange(Correction):
    """How it goes, or what is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "done"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"due_on", "referral_id"})

    state: ActionState | None = None
    title: str | None = Field(None, min_length=1, max_length=500)
    owner: OwnerBody | None = None
    due_on: date | None = Field(None, description="Null removes it.")
    referral_id: UUID | None = Field(None, description=f"{_REFERRAL} Null removes it.")

    @override
    def changes(self) -> dict[str, Any]:
        """By field, as the action takes it."""
        changes = super().changes()
        if self.owner is not None:
            changes["owner"] = self.owner.owner()
        return changes


class ActionView(ItemView):
    """Who does what by when."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000f2",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "state": "planned",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    goal_id: UUID | None = Field(description="Null for a goal that you may not see.")
    state: ActionState
    title: str
    owner: OwnerView
    due_on: date | None
    referral_id: UUID | None = Field(description=_REFERRAL)


@router.post("", status_code=201, responses=ACTS, summary="Plan an action")
async def plan_action(
    case_id: UUID, body: NewAction, actor: Writer, work: Work, once: OneTime, response: Response
) -> ActionView:
    """Write down who does what by when for a goal of the case. A ground to contribute is enough."""
    action_id = await once.run(work, lambda: actions.plan_action(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/actions/{action_id}"
    return await _answer(work, case_id, action_id, "plan-action", response)


@router.get("", responses=READS, summary="List the actions of a case")
async def list_actions(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ActionView]:
    """Actions that you may see, in the order of writing."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_actions(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[action_shown(row) for row in rows], next=following)


@router.get("/{action_id}", responses=OPENS, summary="Read an action")
async def read_action(case_id: UUID, action_id: UUID, _actor: Reader, work: Work, response: Response) -> ActionView:
    """One action in its present version."""
    return await _answer(work, case_id, action_id, "read-action", response)


@router.patch("/{action_id}", responses=CORRECTS, summary="Say how an action goes, or correct it")
async def change_action(
    case_id: UUID,
    action_id: UUID,
    body: Annotated[ActionChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> ActionView:
    """State and referral may be said by its owner and by whoever may contribute in its category; the rest is corrected
    by whoever wrote it, or supervises there. The earlier version is kept.
    """
    await actions.change_action(work, actor, case_id, action_id, expected_version(if_match), body.changes())
    return await _answer(work, case_id, action_id, "change-action", response)


@router.get("/{action_id}/versions", responses=OPENS, summary="List earlier versions of an action")
async def list_versions(
    case_id: UUID, action_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What an action said before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_action_versions(work, case_id, action_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(work: UnitOfWork, case_id: UUID, action_id: UUID, operation: str, response: Response) -> ActionView:
    row = await actions.read_action(work, case_id, action_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return action_shown(row)


def action_shown(row: asyncpg.Record) -> ActionView:
    """An action as a caller reads it."""
    return ActionView.model_validate(item_shown(row))
