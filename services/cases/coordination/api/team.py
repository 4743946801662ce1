"""`/v1/cases/{id}/team` and `/lead`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.coordination.actions import cases as case_actions
from services.cases.coordination.actions import lead as lead_actions
from services.cases.coordination.actions import team as actions
from services.cases.coordination.api.cases import CaseView, answer_with_case
from services.cases.coordination.api.colleagues import must_work_here
from services.cases.coordination.api.looks import looks_at_case
from services.cases.coordination.domain.team import Capacity, Seat
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import log_looks
from shared.refusals import WrongValue
from shared.web.caller import OpenWork, PassedOn, Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]


class NewMember(BaseModel):
    """A worker of your agency, or everybody of it, who joins the team."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                    "capacity": "social_worker",
                }
            ]
        },
    )

    worker_id: UUID | None = Field(None, description="Everybody of your agency when left out.")
    capacity: Capacity
    starts_at: AwareDatetime | None = Field(None, description="Now, when left out.")
    ends_at: AwareDatetime | None = Field(None, description="Exclusive; open when left out.")

    @model_validator(mode="after")
    def _lasts(self) -> "NewMember":
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise WrongValue("ends_at must be later than starts_at", "ends_at doit être postérieur à starts_at")
        return self

    def command(self) -> actions.NewMember:
        """As the action takes it."""
        return actions.NewMember(
            worker_id=self.worker_id,
            capacity=self.capacity,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
        )


class MemberView(BaseModel):
    """A member, past or present."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000d2",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                    "capacity": "nurse",
                    "is_lead": False,
                    "seat": "member",
                    "starts_at": "2026-03-02T09:14:00+00:00",
                    "ends_at": None,
                    "categories": ["contact", "housing", "identity"],
                }
            ]
        }
    )

    id: UUID
    agency_id: UUID
    worker_id: UUID | None
    capacity: Capacity
    is_lead: bool
    seat: Seat = Field(
        description="member; vacant where the lead's agency has to name somebody; tail for a former lead, who reads on;"
        " guest for somebody who comes to a conference, and reads until it is over."
    )
    starts_at: datetime
    ends_at: datetime | None
    categories: list[Category] = Field(
        description="What the membership lets them see of what the team's other agencies wrote; "
        "empty where no agreement lets it flow."
    )


class NewLead(BaseModel):
    """Which member of the lead's agency answers for the coordination from now on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"member_id": "0198c0de-0000-7000-8000-0000000000d2"}]}
    )

    member_id: UUID
    stays: bool = Field(False, description="The former lead goes on working on the case.")


@router.get("/team", responses=READS, summary="List the team of a case")
async def list_team(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[MemberView]:
    """Members past and present, in the order of joining, and what each sees as a member."""
    keys = keys_of(after, UUID)
    case = await case_actions.read_case(work, case_id)
    rows, following = page(await actions.list_team(work, case_id, keys[0] if keys else None, limit), limit, "id")
    await log_looks(work, looks_at_case("list-team", [case]))
    return Page(items=[MemberView.model_validate(dict(row)) for row in rows], next=following)


@router.post("/team", status_code=201, responses=ACTS, summary="Add a member to the team")
async def add_member(
    case_id: UUID,
    body: NewMember,
    actor: Writer,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
    response: Response,
) -> MemberView:
    """Add a worker of your agency, or everybody of it, for the lead or a supervisor of the lead's agency. Other
    agencies are invited, and join by their own word. Members see, with the answer, what an agreement in force lets flow
    to them from the team's other agencies, and no more.
    """
    if body.worker_id is not None:
        await must_work_here(request, actor, body.worker_id, passed_on, "#/worker_id")
    async with open_work() as work:
        member_id = await once.run(work, lambda: actions.add_member(work, actor, case_id, body.command()))
        row = await actions.read_member(work, case_id, member_id)
    response.headers["Location"] = f"/v1/cases/{case_id}/team/{member_id}"
    return MemberView.model_validate(dict(row))


@router.delete("/team/{member_id}", status_code=204, responses=ACTS, summary="End a membership")
async def end_membership(case_id: UUID, member_id: UUID, actor: Writer, work: Work) -> None:
    """End a membership: the lead, the member, or a supervisor of either. What rested on it ends with the answer; the
    membership stays in the list with its dates.
    """
    await actions.end_membership(work, actor, case_id, member_id)


@router.post("/lead", responses=ACTS, summary="Change the lead of a case")
async def change_lead(
    case_id: UUID, body: NewLead, actor: Writer, work: Work, once: OneTime, response: Response
) -> CaseView:
    """Let another worker of your agency answer for the coordination from now on; another agency takes the lead when it
    is handed over to it. A former lead who does not stay reads on for 30 days.
    """
    await once.run(work, lambda: lead_actions.change_lead(work, actor, case_id, body.member_id, stays=body.stays))
    return await answer_with_case(work, case_id, "change-lead", response)
