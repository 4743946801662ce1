"""`/v1/cases/{id}/handovers`: who goes on with what somebody did."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.api.looks import looks_at_case
from services.cases.coordination.domain.team import TAIL
from services.cases.handovers import actions
from services.cases.handovers.domain import HandoverState
from shared.contracts.cases.coordination import HandoverRefusal
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import log_looks
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/handovers", tags=["cases"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]


class NewHandover(BaseModel):
    """What somebody does on the case, for another member to go on with."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "giver_id": "0198c0de-0000-7000-8000-0000000000d1",
                    "taker_id": "0198c0de-0000-7000-8000-0000000000d2",
                    "note": "The landlord waits for a call before Friday; the rest is in the plan.",
                }
            ]
        },
    )

    giver_id: UUID = Field(description="The membership that is handed over: yours, or of a worker you supervise.")
    taker_id: UUID = Field(description="The membership of whoever is to receive it.")
    note: str = Field(min_length=1, max_length=10_000, description="What they must know; kept as a note of the case.")
    person_ids: list[UUID] = Field([], max_length=20, description="Whom the note is about; those you know if left out.")
    category: Category | None = Field(None, description="Of the note; the case's when left out.")
    sensitivity: Sensitivity = Field(Sensitivity.ORDINARY, description="Of the note.")
    stays: bool = Field(
        False,
        description="Whoever hands over goes on working on the case. Otherwise they leave the team with the receipt; "
        f"who led reads on for {TAIL.days} days.",
    )

    def command(self) -> actions.NewHandover:
        """As the action takes it."""
        return actions.NewHandover(
            giver_id=self.giver_id,
            taker_id=self.taker_id,
            note=self.note,
            person_ids=self.person_ids,
            category=self.category,
            sensitivity=self.sensitivity,
            stays=self.stays,
        )


class Declining(BaseModel):
    """Why you do not go on with it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "more_must_be_said"}]})

    reason: HandoverRefusal


class HandoverView(BaseModel):
    """A hand-over."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000d31",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "state": "offered",
                    "giver_id": "0198c0de-0000-7000-8000-0000000000d1",
                    "taker_id": "0198c0de-0000-7000-8000-0000000000d2",
                    "note_id": "0198c0de-0000-7000-8000-000000000a01",
                    "stays": False,
                    "by_agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "by_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "offered_at": "2026-03-02T09:14:00+00:00",
                    "answered_at": None,
                    "answered_by": None,
                    "reason": None,
                }
            ]
        }
    )

    id: UUID
    case_id: UUID
    state: HandoverState
    giver_id: UUID = Field(description="Membership of whoever hands over.")
    taker_id: UUID = Field(description="Membership of whoever is to receive.")
    note_id: UUID | None = Field(description="The note of the case; null where it is not yours to read.")
    stays: bool
    by_agency_id: UUID
    by_id: UUID = Field(description="Worker who offered it.")
    offered_at: datetime
    answered_at: datetime | None = Field(description="When it was received, declined or withdrawn.")
    answered_by: UUID | None
    reason: HandoverRefusal | None = Field(description="Why it was declined.")


@router.post("", status_code=201, responses=ACTS, summary="Hand over")
async def hand_over(
    case_id: UUID, body: NewHandover, actor: Writer, work: Work, once: OneTime, response: Response
) -> HandoverView:
    """Offer another member what you do on the case, or what a worker you supervise did, with a note. Nothing changes
    until they say that they have received it; a lead passes with the receipt.
    """
    handover_id = await once.run(work, lambda: actions.hand_over(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/handovers/{handover_id}"
    return _shown(await actions.read_handover(work, case_id, handover_id))


@router.get("", responses=READS, summary="List hand-overs")
async def list_handovers(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[HandoverView]:
    """What was handed over in the case, in the order of offering."""
    keys = keys_of(after, UUID)
    case, found = await actions.list_handovers(work, case_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    await log_looks(work, looks_at_case("list-handovers", [case]))
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{handover_id}", responses=READS, summary="Read a hand-over")
async def read_one(case_id: UUID, handover_id: UUID, _actor: Reader, work: Work) -> HandoverView:
    """One hand-over; its note is read as a note of the case."""
    row = await actions.read_handover(work, case_id, handover_id)
    await log_looks(work, looks_at_case("read-handover", [await read_case(work, case_id)]))
    return _shown(row)


@router.post("/{handover_id}/receipt", responses=ACTS, summary="Receive a hand-over")
async def receive(case_id: UUID, handover_id: UUID, actor: Writer, work: Work, once: OneTime) -> HandoverView:
    """Say that you have received it, with its note, and go on. You must be able to read the note."""
    await once.run(work, lambda: actions.receive_handover(work, actor, case_id, handover_id))
    return _shown(await actions.read_handover(work, case_id, handover_id))


@router.post("/{handover_id}/decline", responses=ACTS, summary="Decline a hand-over")
async def decline(
    case_id: UUID, handover_id: UUID, body: Declining, actor: Writer, work: Work, once: OneTime
) -> HandoverView:
    """Not go on with it, for a coded reason; whoever offered it goes on."""
    await once.run(work, lambda: actions.decline_handover(work, actor, case_id, handover_id, body.reason))
    return _shown(await actions.read_handover(work, case_id, handover_id))


@router.post("/{handover_id}/withdrawal", responses=ACTS, summary="Withdraw a hand-over")
async def withdraw(case_id: UUID, handover_id: UUID, actor: Writer, work: Work, once: OneTime) -> HandoverView:
    """Take the offer back; its note stays."""
    await once.run(work, lambda: actions.withdraw_handover(work, actor, case_id, handover_id))
    return _shown(await actions.read_handover(work, case_id, handover_id))


def _shown(row: asyncpg.Record) -> HandoverView:
    return HandoverView.model_validate(dict(row))
