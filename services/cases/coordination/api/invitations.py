"""`/v1/cases/{id}/invitations`, by those who invite, and `/v1/team-invitations`, by those who are invited."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.coordination.actions import invitations as actions
from services.cases.coordination.api.colleagues import must_work_here
from services.cases.coordination.api.looks import looks_at_case
from services.cases.coordination.domain.invitations import LASTS, InvitationState
from services.cases.coordination.domain.team import Capacity
from shared.contracts.cases.coordination import DecliningReason
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import log_looks
from shared.refusals import Invalid, WrongValue
from shared.web.caller import OpenWork, PassedOn, Work, holding
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/invitations", tags=["cases"])
waiting_router = APIRouter(prefix="/v1/team-invitations", tags=["cases"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]


class NewInvitation(BaseModel):
    """Another agency, or one of its workers, who is asked to work on the case."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                    "capacity": "nurse",
                }
            ]
        },
    )

    agency_id: UUID
    worker_id: UUID | None = Field(None, description="Whoever of the agency takes it up, when left out.")
    capacity: Capacity
    starts_at: AwareDatetime | None = Field(None, description="With their acceptance, when left out.")
    ends_at: AwareDatetime | None = Field(None, description="Exclusive; open when left out.")

    @model_validator(mode="after")
    def _lasts(self) -> "NewInvitation":
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise WrongValue("ends_at must be later than starts_at", "ends_at doit être postérieur à starts_at")
        return self


class Acceptance(BaseModel):
    """Who goes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}, {"whole_agency": True}]})

    worker_id: UUID | None = Field(
        None, description="A worker of your agency, for its supervisors; whoever was invited, or you, when left out."
    )
    whole_agency: bool = Field(False, description="Everybody of your agency, for its supervisors.")

    @model_validator(mode="after")
    def _names_one(self) -> "Acceptance":
        if self.whole_agency and self.worker_id is not None:
            raise WrongValue("name a worker, or send everybody", "indiquez un intervenant, ou envoyez tout l'organisme")
        return self


class Declining(BaseModel):
    """Why you do not work on it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "no_capacity"}]})

    reason: DecliningReason


class InvitationView(BaseModel):
    """An invitation. It says nothing of the people of the case."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000d21",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "category": "social",
                    "state": "pending",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                    "capacity": "nurse",
                    "starts_at": None,
                    "ends_at": None,
                    "by_agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "by_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "invited_at": "2026-03-02T09:14:00+00:00",
                    "expires_at": "2026-03-16T09:14:00+00:00",
                    "answered_at": None,
                    "reason": None,
                    "member_id": None,
                }
            ]
        }
    )

    id: UUID
    case_id: UUID = Field(description="The case: there for those who accept.")
    category: Category = Field(description="What the case is mainly about.")
    state: InvitationState
    agency_id: UUID
    worker_id: UUID | None = Field(description="Null for whoever of the agency takes it up.")
    capacity: Capacity
    starts_at: datetime | None
    ends_at: datetime | None
    by_agency_id: UUID = Field(description="Agency that invites.")
    by_id: UUID = Field(description="Worker or system that invites.")
    invited_at: datetime
    expires_at: datetime = Field(description=f"{LASTS.days} days after it was made.")
    answered_at: datetime | None = Field(description="When it was accepted, declined or withdrawn.")
    reason: DecliningReason | None = Field(description="Why it was declined.")
    member_id: UUID | None = Field(description="The membership that came of it.")


@router.post("", status_code=201, responses=ACTS, summary="Invite to a team")
async def invite(
    case_id: UUID,
    body: NewInvitation,
    actor: Writer,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
    response: Response,
) -> InvitationView:
    """Ask another agency, or one of its workers, to work on the case; for the lead or a supervisor of their agency.
    They learn the case's category and not about whom it is. Who accepts sees what an agreement lets flow to them.
    """
    known = await request.app.state.service.identity.agencies([body.agency_id], passed_on)
    facts = known.get(body.agency_id)
    if facts is None or not facts.active:
        raise Invalid.field(
            "#/agency_id", "unknown_agency", "There is no such active agency.", "Aucun organisme actif ne correspond."
        )
    command = actions.NewInvitation(**body.model_dump())
    async with open_work() as work:
        invitation_id = await once.run(work, lambda: actions.invite(work, actor, case_id, command))
        row = await actions.read_invitation_to(work, case_id, invitation_id)
    response.headers["Location"] = f"/v1/cases/{case_id}/invitations/{invitation_id}"
    return _shown(row)


@router.get("", responses=READS, summary="List invitations to a team")
async def list_invitations(
    case_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[InvitationView]:
    """Who was asked to work on the case, in the order of asking, and what they answered; for the lead or a supervisor
    of the lead's agency.
    """
    keys = keys_of(after, UUID)
    case, found = await actions.list_invitations_to(work, actor, case_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    await log_looks(work, looks_at_case("list-invitations", [case]))
    return Page(items=[_shown(row) for row in rows], next=following)


@router.post("/{invitation_id}/withdrawal", responses=ACTS, summary="Withdraw an invitation to a team")
async def withdraw(case_id: UUID, invitation_id: UUID, actor: Writer, work: Work, once: OneTime) -> InvitationView:
    """No longer ask them; for the lead or a supervisor of the lead's agency."""
    await once.run(work, lambda: actions.withdraw_invitation(work, actor, case_id, invitation_id))
    return _shown(await actions.read_invitation_to(work, case_id, invitation_id))


@waiting_router.get("", responses=refusals(), summary="List invitations that wait for your answer")
async def list_waiting(_actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[InvitationView]:
    """Invitations for you, or for whoever of your agency takes them up, oldest first; for a supervisor those of all
    workers of the agency.
    """
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_waiting(work, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@waiting_router.get("/{invitation_id}", responses=READS, summary="Read an invitation")
async def read_one(invitation_id: UUID, _actor: Reader, work: Work) -> InvitationView:
    """One invitation for you or your agency, whatever came of it."""
    return _shown(await actions.read_invitation(work, invitation_id))


@waiting_router.post("/{invitation_id}/acceptance", responses=ACTS, summary="Accept an invitation")
async def accept(
    invitation_id: UUID,
    body: Acceptance,
    actor: Writer,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
) -> InvitationView:
    """Work on the case from now on, or send somebody. With the answer the case is there for them."""
    who = body.model_dump()
    if body.worker_id is not None:
        await must_work_here(request, actor, body.worker_id, passed_on, "#/worker_id")
    async with open_work() as work:
        await once.run(work, lambda: actions.accept_invitation(work, actor, invitation_id, **who))
        return _shown(await actions.read_invitation(work, invitation_id))


@waiting_router.post("/{invitation_id}/decline", responses=ACTS, summary="Decline an invitation")
async def decline(invitation_id: UUID, body: Declining, actor: Writer, work: Work, once: OneTime) -> InvitationView:
    """Not work on the case, for a coded reason that those who invite see."""
    await once.run(work, lambda: actions.decline_invitation(work, actor, invitation_id, body.reason))
    return _shown(await actions.read_invitation(work, invitation_id))


def _shown(row: asyncpg.Record) -> InvitationView:
    return InvitationView.model_validate(dict(row))
