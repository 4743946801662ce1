"""`/v1/absences`."""

from datetime import datetime
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.cases.coordination.api.colleagues import must_work_here
from services.cases.items.api import Reader, Writer
from services.cases.tasks.actions import absences as actions
from shared.web.caller import OpenWork, PassedOn, Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/absences", tags=["tasks"])


class NewAbsence(BaseModel):
    """Who is away, from when, until when, and who stands in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"deputy_id": "0198c0de-0000-7000-8000-0000000000b2", "ends_at": "2026-04-13T00:00:00+02:00"}]
        },
    )

    worker_id: UUID | None = Field(None, description="A worker of your agency; you, when left out.")
    deputy_id: UUID = Field(description="Another worker of your agency.")
    starts_at: AwareDatetime | None = Field(None, description="Now, when left out.")
    ends_at: AwareDatetime = Field(description="Exclusive; a year later at most.")

    def command(self) -> actions.NewAbsence:
        """As the action takes it."""
        return actions.NewAbsence(
            worker_id=self.worker_id, deputy_id=self.deputy_id, starts_at=self.starts_at, ends_at=self.ends_at
        )


class AbsenceView(BaseModel):
    """Who is away, and who stands in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000f5",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "deputy_id": "0198c0de-0000-7000-8000-0000000000b2",
                    "starts_at": "2026-04-06T07:00:00+00:00",
                    "ends_at": "2026-04-12T22:00:00+00:00",
                    "said_at": "2026-03-02T09:14:00+00:00",
                    "said_by_id": "0198c0de-0000-7000-8000-0000000000b1",
                }
            ]
        }
    )

    id: UUID
    worker_id: UUID
    deputy_id: UUID
    starts_at: datetime
    ends_at: datetime
    said_at: datetime
    said_by_id: UUID


@router.post("", status_code=201, responses=ACTS, summary="Say that somebody is away")
async def say_away(
    body: NewAbsence,
    actor: Writer,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
    response: Response,
) -> AbsenceView:
    """You are away, or a worker of the agency where you supervise, and a colleague stands in. For that time, what the
    worker must do is on the colleague's list too (`/v1/tasks?of=me`), as far as the colleague's own grounds go.
    """
    await must_work_here(request, actor, body.deputy_id, passed_on, "#/deputy_id")
    if body.worker_id is not None:
        await must_work_here(request, actor, body.worker_id, passed_on, "#/worker_id")
    async with open_work() as work:
        absence_id = await once.run(work, lambda: actions.say_away(work, actor, body.command()))
        row = await actions.read_absence(work, actor, absence_id)
    response.headers["Location"] = f"/v1/absences/{absence_id}"
    return _shown(row)


@router.get("", responses=READS, summary="List who is away")
async def list_absences(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[AbsenceView]:
    """Absences now and to come: your own and those in which you stand in; all of the agency if you supervise there."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_absences(work, actor, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{absence_id}", responses=READS, summary="Read an absence")
async def read_absence(absence_id: UUID, actor: Reader, work: Work) -> AbsenceView:
    """One absence in which you are away, stand in, or supervise."""
    return _shown(await actions.read_absence(work, actor, absence_id))


@router.delete("/{absence_id}", status_code=204, responses=ACTS, summary="End an absence")
async def end_absence(absence_id: UUID, actor: Writer, work: Work) -> None:
    """The worker is back, or will not be away; said by the worker or by a supervisor there."""
    await actions.end_absence(work, actor, absence_id)


def _shown(row: asyncpg.Record) -> AbsenceView:
    return AbsenceView.model_validate(dict(row))
