"""`/v1/cases/{id}/conference-decisions`."""

from datetime import date
from typing import Annotated, ClassVar, Final, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.conferences.actions import decisions as actions
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
    with_people,
)
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.plans import ActionState
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/conference-decisions", tags=["conferences"])

_DECIDED: Final[JsonDict] = {
    "agenda_item_id": "0198c0de-0000-7000-8000-0000000000e5",
    "category": "housing",
    "text": "The housing office offers him the flat in June.",
}
_EXAMPLE: Final[JsonDict] = {**_DECIDED, "action_id": "0198c0de-0000-7000-8000-0000000000e8"}
_TASK_EXAMPLE: Final[JsonDict] = {
    "title": "Keep the flat for him",
    "due_on": "2026-06-01",
    "owner_agency_id": "0198c0de-0000-7000-8000-0000000000a2",
}
_AGENDA_ITEM: Final = "A matter of the same case that you may see, in a conference of yours."
_ACTION: Final = "The action of the case's plan that it became; that says who does it, and by when."
_TASK: Final = "The task of the case that it became; likewise."
_REFERRAL: Final = "The referral that it became; likewise."


class EntrustedTask(BaseModel):
    """Who must do what, by when, now that it was decided."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_TASK_EXAMPLE]})

    title: str = Field(min_length=1, max_length=500)
    due_on: date = Field(description="By when.")
    owner_agency_id: UUID = Field(description="Which agency must.")
    owner_worker_id: UUID | None = Field(None, description="A worker of that agency; null for the agency to name.")

    def command(self) -> actions.Entrusted:
        """As the action takes it."""
        return actions.Entrusted(
            title=self.title,
            due_on=self.due_on,
            owner_agency_id=self.owner_agency_id,
            owner_id=self.owner_worker_id,
        )


class NewDecision(NewItemBody):
    """What was decided on a matter."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE, {**_DECIDED, "task": _TASK_EXAMPLE}]})

    agenda_item_id: UUID = Field(description=_AGENDA_ITEM)
    category: Category = Field(description="Of what was decided: it may be another than the matter's.")
    text: str = Field(min_length=1, max_length=5_000)
    task: EntrustedTask | None = Field(None, description="The task that it becomes: as closed as the decision.")
    action_id: UUID | None = Field(None, description=_ACTION)
    task_id: UUID | None = Field(None, description=_TASK)
    referral_id: UUID | None = Field(None, description=_REFERRAL)

    def command(self) -> actions.NewDecision:
        """As the action takes it."""
        return actions.NewDecision(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            agenda_item_id=self.agenda_item_id,
            text=self.text,
            entrusted=None if self.task is None else self.task.command(),
            action_id=self.action_id,
            task_id=self.task_id,
            referral_id=self.referral_id,
        )


class DecisionChange(Correction):
    """What became of it, or what is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"task_id": "0198c0de-0000-7000-8000-0000000000e7"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"action_id", "task_id", "referral_id"})

    text: str | None = Field(None, min_length=1, max_length=5_000)
    action_id: UUID | None = Field(None, description=_ACTION)
    task_id: UUID | None = Field(None, description=_TASK)
    referral_id: UUID | None = Field(None, description=_REFERRAL)


class BecameView(BaseModel):
    """What a decision became, as far as you may see it: who does it, by when, and how it goes."""

    kind: Literal["action", "task"]
    id: UUID
    state: ActionState | TaskState
    owner_agency_id: UUID | None = Field(description="Null where the person or a carer does it.")
    owner_worker_id: UUID | None
    due_on: date | None


class DecisionView(ItemView):
    """What was decided on a matter in a conference. Where it leads is null where you may not see that."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000e6",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "sensitivity": "ordinary",
                    "task_id": None,
                    "referral_id": None,
                    "became": [
                        {
                            "kind": "action",
                            "id": "0198c0de-0000-7000-8000-0000000000e8",
                            "state": "planned",
                            "owner_agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                            "owner_worker_id": None,
                            "due_on": "2026-06-01",
                        }
                    ],
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-12T15:40:00+00:00",
                    "changed_at": "2026-03-12T15:40:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    agenda_item_id: UUID | None
    text: str
    action_id: UUID | None
    task_id: UUID | None
    referral_id: UUID | None
    became: list[BecameView]


@router.post("", status_code=201, responses=ACTS, summary="Write down a decision")
async def take_decision(
    case_id: UUID, body: NewDecision, actor: Writer, work: Work, once: OneTime, response: Response
) -> DecisionView:
    """Write down what was decided, once the conference has begun, and what it becomes: a new task with who must do it
    by when, or an action, task or referral that there is. It is shown as every item of the record, by its own category;
    so is the task, and to be named in it opens nothing.
    """
    decision_id = await once.run(work, lambda: actions.take_decision(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/conference-decisions/{decision_id}"
    return await _answer(work, case_id, decision_id, "take-decision", response)


@router.get("", responses=READS, summary="List decisions on a case")
async def list_decisions(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[DecisionView]:
    """What was decided on the case in conferences, as far as you may see it, in the order of writing."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_decisions(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{decision_id}", responses=OPENS, summary="Read a decision")
async def read_decision(
    case_id: UUID, decision_id: UUID, _actor: Reader, work: Work, response: Response
) -> DecisionView:
    """One decision, in its present version."""
    return await _answer(work, case_id, decision_id, "read-decision", response)


@router.patch("/{decision_id}", responses=CORRECTS, summary="Change a decision")
async def change_decision(
    case_id: UUID,
    decision_id: UUID,
    body: Annotated[DecisionChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> DecisionView:
    """Say what became of it, or correct it; for who wrote it, or who supervises in their agency."""
    version = expected_version(if_match)
    await actions.change_decision(work, actor, case_id, decision_id, version, body.changes())
    return await _answer(work, case_id, decision_id, "change-decision", response)


@router.get("/{decision_id}/versions", responses=OPENS, summary="List earlier versions of a decision")
async def list_versions(
    case_id: UUID, decision_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What was written before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_decision_versions(work, case_id, decision_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(
    work: UnitOfWork, case_id: UUID, decision_id: UUID, operation: str, response: Response
) -> DecisionView:
    row = await actions.read_decision(work, case_id, decision_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> DecisionView:
    return DecisionView.model_validate(with_people(row))
