"""`/v1/cases/{id}/tasks`."""

from datetime import date
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field
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
    with_people,
)
from services.cases.tasks.actions import tasks as actions
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/tasks", tags=["tasks"])

_EXAMPLE: Final[JsonDict] = {
    "category": "housing",
    "sensitivity": "ordinary",
    "title": "Ask the landlord for the papers",
    "due_on": "2026-03-20",
    "owner": {
        "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
        "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
    },
}


class TaskOwner(BaseModel):
    """Who must do it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"agency_id": "0198c0de-0000-7000-8000-0000000000a1"}]}
    )

    agency_id: UUID
    worker_id: UUID | None = Field(None, description="A worker of that agency; null for the agency to name.")


class NewTask(NewItemBody):
    """A task to be written."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    category: Category
    title: str = Field(min_length=1, max_length=500)
    owner: TaskOwner
    due_on: date | None = Field(None, description="By when.")

    def command(self) -> actions.NewTask:
        """As the action takes it."""
        return actions.NewTask(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            title=self.title,
            due_on=self.due_on,
            owner_agency_id=self.owner.agency_id,
            owner_id=self.owner.worker_id,
        )


class TaskChange(Correction):
    """How it goes, or what is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "done"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"due_on"})

    state: TaskState | None = None
    title: str | None = Field(None, min_length=1, max_length=500)
    owner: TaskOwner | None = None
    due_on: date | None = Field(None, description="Null removes it.")

    @override
    def changes(self) -> dict[str, Any]:
        """By column, as the action takes it."""
        changes = super().changes()
        if self.owner is not None:
            del changes["owner"]
            changes |= {"owner_agency_id": self.owner.agency_id, "owner_id": self.owner.worker_id}
        return changes


class TaskView(ItemView):
    """What somebody asked for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000f4",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "state": "open",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "changed_at": "2026-03-02T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    state: TaskState
    title: str
    owner: TaskOwner
    due_on: date | None


@router.post("", status_code=201, responses=ACTS, summary="Write a task")
async def write_task(
    case_id: UUID, body: NewTask, actor: Writer, work: Work, once: OneTime, response: Response
) -> TaskView:
    """Ask an agency, or one of its workers, to do something in a case. A ground to contribute is enough. Whoever must
    do it sees it where a ground shows it to them: to be named opens nothing.
    """
    task_id = await once.run(work, lambda: actions.write_task(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/tasks/{task_id}"
    return await _answer(work, case_id, task_id, "write-task", response)


@router.get("", responses=READS, summary="List the tasks of a case")
async def list_tasks(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[TaskView]:
    """Tasks that you may see, in the order of writing; what is open of all cases is at `/v1/tasks`."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_tasks_of(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{task_id}", responses=OPENS, summary="Read a task")
async def read_task(case_id: UUID, task_id: UUID, _actor: Reader, work: Work, response: Response) -> TaskView:
    """One task in its present version."""
    return await _answer(work, case_id, task_id, "read-task", response)


@router.patch("/{task_id}", responses=CORRECTS, summary="Say whether a task is done, or correct it")
async def change_task(
    case_id: UUID,
    task_id: UUID,
    body: Annotated[TaskChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> TaskView:
    """Its state is said by whoever must do it and by whoever may contribute in its category; the rest is corrected by
    whoever wrote it, or supervises there. The earlier version is kept. To give it to a colleague with a reason, use
    `/v1/tasks/{id}/reassignment`.
    """
    await actions.change_task(work, actor, case_id, task_id, expected_version(if_match), body.changes())
    return await _answer(work, case_id, task_id, "change-task", response)


@router.get("/{task_id}/versions", responses=OPENS, summary="List earlier versions of a task")
async def list_versions(
    case_id: UUID, task_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What a task said before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_task_versions(work, case_id, task_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(work: UnitOfWork, case_id: UUID, task_id: UUID, operation: str, response: Response) -> TaskView:
    row = await actions.read_task(work, case_id, task_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> TaskView:
    owner = TaskOwner(agency_id=row["owner_agency_id"], worker_id=row["owner_id"])
    return TaskView.model_validate({**with_people(row), "owner": owner})
