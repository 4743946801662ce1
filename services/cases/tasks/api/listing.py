"""`/v1/tasks`: what must be done, in one call."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.coordination.domain.case import Risk
from services.cases.items.api import Reader
from services.cases.tasks.actions.listing import list_tasks
from services.cases.tasks.domain.listing import Wanted, Whose
from shared.contracts.cases.duties import DutyKind, GivenBecause
from shared.contracts.cases.vocabulary import Category
from shared.refusals import Invalid
from shared.web.caller import Work
from shared.web.documented import refusals
from shared.web.pages import After, Limit, Page, cursor, keys_of

router = APIRouter(prefix="/v1/tasks", tags=["tasks"])

_CASE: Final = "0198c0de-0000-7000-8000-0000000000c1"
_ACTION: Final = "0198c0de-0000-7000-8000-0000000000f2"


class ListedPerson(BaseModel):
    """Whom it is about, as far as you may know."""

    person_id: UUID
    display_name: str | None = Field(description="Null where no ground shows who they are, or no name is known.")


class Given(BaseModel):
    """Why somebody else must do it than before."""

    because: GivenBecause
    by_id: UUID = Field(description="Worker or system that gave it to them.")
    at: datetime


class ListedTask(BaseModel):
    """One row."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": _ACTION,
                    "kind": "action",
                    "title": "Go along to the day centre the first time",
                    "due_on": "2026-03-20",
                    "is_overdue": False,
                    "since": "2026-03-02T09:14:00+00:00",
                    "risk": "high",
                    "category": "social",
                    "case_id": _CASE,
                    "persons": [{"person_id": "0198c0de-0000-7000-8000-000000000f01", "display_name": "Alix Exemple"}],
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "given": None,
                    "opens_at": f"/v1/cases/{_CASE}/actions/{_ACTION}",
                }
            ]
        }
    )

    id: UUID = Field(description="Of the task, action, referral, case, plan version or invitation it arises from.")
    kind: DutyKind = Field(
        description="What is to be done: a `task` of a case; an `action` of its plan; a `review`; the `signature` of a "
        "proposed plan; the answer to a `referral`, to a `question` about one or to an `alternative` that was offered; "
        "the `start` of the help for which one was accepted; the answer to an `invitation` to a team, a `handover` or "
        "a `conference`; an urgent `message` to be read; a `complaint` or a `rights_request` to be answered; "
        "a `warning` to look at again; the preparing of a `transition`, and the `receipt` of a person's affairs."
    )
    title: str | None = Field(description="As the task or action says it; null where the kind says it all.")
    due_on: date | None
    is_overdue: bool = Field(description="It was due before today, in its municipality.")
    since: datetime = Field(description="From when on it waits.")
    risk: Risk = Field(
        description="Of its case, where the agency that must do it works on the case; not_assessed to every other."
    )
    category: Category | None
    case_id: UUID | None
    persons: list[ListedPerson]
    agency_id: UUID = Field(description="Which agency must do it.")
    worker_id: UUID | None = Field(
        description="Which worker of it; null while nobody is named. On your own list another worker is one for whom "
        "you stand in."
    )
    given: Given | None = Field(description="Why it was given to that worker; null where it was not.")
    opens_at: str = Field(description="The path at which it is read and done.")


@router.get(
    "",
    response_class=Response,
    responses={**refusals(), 200: {"model": Page[ListedTask]}},
    summary="List what must be done",
)
async def read_tasks(
    _actor: Reader,
    work: Work,
    *,
    of: Annotated[Whose, Query(description="Who must do it.")] = Whose.ME,
    worker_id: Annotated[UUID | None, Query(description="With `of=agency`: only this worker of it.")] = None,
    kind: Annotated[tuple[DutyKind, ...], Query(description="Only of these kinds.")] = (),
    due_until: Annotated[
        date | None, Query(description="Only what is due by this day, or was waited for before its end.")
    ] = None,
    overdue: Annotated[bool, Query(description="Only what was due before today, in its municipality.")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """What you and those for whom you stand in, everybody on your teams, or your agency must do: what is due first is
    first, of one day the riskiest case. What has no date but somebody waits for stands at the day since when they wait;
    a task or action without a date comes last.

    A row shows to whoever may see what it arises from, and to nobody because it is theirs to do. Each person who is
    listed has a line in the access log before the answer leaves.
    """
    keys = keys_of(after, int, UUID)
    if worker_id is not None and of is not Whose.AGENCY:
        raise Invalid.field(
            "#/query/worker_id",
            "only_of_agency",
            "A worker is named with of=agency.",
            "Un intervenant s'indique avec of=agency.",
        )
    wanted = Wanted(
        whose=of,
        worker_id=worker_id,
        kinds=kind,
        due_until=due_until,
        only_overdue=overdue,
        today=work.now.date(),
    )
    listed = await list_tasks(work, wanted, (keys[0], keys[1]) if keys else None, limit)
    following = cursor(*listed.last) if listed.last else None
    body = b'{"items":' + listed.items.encode() + b',"next":' + orjson.dumps(following) + b"}"
    return Response(body, media_type="application/json")
