"""`/v1/tasks/{id}/reassignment`."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.cases.coordination.api.colleagues import must_work_here
from services.cases.items.api import Writer
from services.cases.tasks.actions import giving as actions
from shared.contracts.cases.duties import DutyKind, GivenBecause
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import ACTS
from shared.web.idempotency import OneTime

router = APIRouter(prefix="/v1/tasks/{task_id}/reassignment", tags=["tasks"])


class Reassignment(BaseModel):
    """To whom it is given."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"worker_id": "0198c0de-0000-7000-8000-0000000000b2", "because": "workload"}]},
    )

    worker_id: UUID | None = Field(description="A worker of your agency; null for the agency to name somebody.")
    because: GivenBecause


class GivenView(BaseModel):
    """Who must do it now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000f4",
                    "kind": "task",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                }
            ]
        }
    )

    id: UUID
    kind: DutyKind
    agency_id: UUID
    worker_id: UUID | None


@router.post("", responses=ACTS, summary="Give what must be done to a colleague")
async def reassign(
    task_id: UUID,
    body: Reassignment,
    actor: Writer,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
) -> GivenView:
    """Let a colleague of your agency do a task or an action, move a referral on, or look at a warning again: what is
    yours to do, what is your agency's and nobody is named for, or anything of your agency if you supervise there. The
    reason stands in the list.

    A review and a signature go with the lead of the case, a complaint with supervisors; an invitation is accepted for
    somebody.
    """
    if body.worker_id is not None:
        await must_work_here(request, actor, body.worker_id, passed_on, "#/worker_id")
    async with open_work() as work:
        await once.run(work, lambda: actions.give(work, actor, task_id, body.worker_id, body.because))
        duty = await actions.read_given(work, task_id)
    return GivenView(id=task_id, kind=duty["kind"], agency_id=duty["for_agency_id"], worker_id=duty["for_worker_id"])
