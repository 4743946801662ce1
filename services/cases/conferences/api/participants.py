"""`/v1/conferences/{id}/participants`, `/acceptance`, `/decline`, `/withdrawal`."""

from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.conferences.actions import minutes
from services.cases.conferences.actions import participants as actions
from services.cases.items.api import Reader, Writer
from shared.contracts.cases.conferences import AbsenceReason, AnswerState, Attendance
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid
from shared.web.caller import OpenWork, PassedOn, Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/conferences/{conference_id}/participants", tags=["conferences"])

_EXAMPLE: Final[JsonDict] = {
    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
}


class NewParticipant(BaseModel):
    """An agency, or one of its workers, who is asked to come."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    agency_id: UUID
    worker_id: UUID | None = Field(None, description="Whoever of the agency takes it up, when left out.")


class Declining(BaseModel):
    """Why you do not come."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "not_free"}]})

    reason: AbsenceReason


class AttendanceBody(BaseModel):
    """Whether they were there."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"attendance": "attended"}]})

    attendance: Attendance


class ParticipantView(BaseModel):
    """Who is asked to come."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000d9",
                    "conference_id": "0198c0de-0000-7000-8000-0000000000c9",
                    "state": "accepted",
                    "reason": None,
                    "invited_at": "2026-03-02T09:14:00+00:00",
                    "answered_at": "2026-03-03T08:02:00+00:00",
                    "attendance": None,
                }
            ]
        }
    )

    id: UUID
    conference_id: UUID
    agency_id: UUID
    worker_id: UUID | None = Field(description="Null while whoever of the agency takes it up.")
    state: AnswerState
    reason: AbsenceReason | None = Field(description="Why they do not come; for those who convene, and their agency.")
    invited_at: datetime
    answered_at: datetime | None
    attendance: Attendance | None = Field(description="Null until those who convene say so.")


@router.post("", status_code=201, responses=ACTS, summary="Invite to a conference")
async def invite(
    conference_id: UUID,
    body: NewParticipant,
    actor: Writer,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
    response: Response,
) -> ParticipantView:
    """Ask an agency or one of its workers to come; for those who convene. It opens nothing to them: of the agenda they
    see what they may see anyway.
    """
    known = await request.app.state.service.identity.agencies([body.agency_id], passed_on)
    facts = known.get(body.agency_id)
    if facts is None or not facts.active:
        raise Invalid.field(
            "#/agency_id", "unknown_agency", "There is no such active agency.", "Aucun organisme actif ne correspond."
        )
    async with open_work() as work:
        participant_id = await once.run(
            work, lambda: actions.invite(work, actor, conference_id, body.agency_id, body.worker_id)
        )
        shown = await _answer(work, conference_id, participant_id)
    response.headers["Location"] = f"/v1/conferences/{conference_id}/participants/{participant_id}"
    return shown


@router.get("", responses=READS, summary="List who is asked to a conference")
async def list_participants(
    conference_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ParticipantView]:
    """Whom the conference asks or asked, in the order of asking, and what they answered."""
    keys = keys_of(after, UUID)
    found = await actions.list_participants(work, conference_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[ParticipantView.model_validate(dict(row)) for row in rows], next=following)


@router.get("/{participant_id}", responses=READS, summary="Read an invitation to a conference")
async def read_participant(conference_id: UUID, participant_id: UUID, _actor: Reader, work: Work) -> ParticipantView:
    """One of those whom the conference asks or asked."""
    return await _answer(work, conference_id, participant_id)


@router.post("/{participant_id}/acceptance", responses=ACTS, summary="Come to a conference")
async def accept(
    conference_id: UUID, participant_id: UUID, actor: Writer, work: Work, once: OneTime
) -> ParticipantView:
    """Say yes, also after a no. Whoever of an agency takes up what names nobody is who comes."""
    await once.run(work, lambda: actions.accept(work, actor, conference_id, participant_id))
    return await _answer(work, conference_id, participant_id)


@router.post("/{participant_id}/decline", responses=ACTS, summary="Not come to a conference")
async def decline(
    conference_id: UUID, participant_id: UUID, body: Declining, actor: Writer, work: Work, once: OneTime
) -> ParticipantView:
    """Say no, also after a yes, for a coded reason that those who convene see."""
    await once.run(work, lambda: actions.decline(work, actor, conference_id, participant_id, body.reason))
    return await _answer(work, conference_id, participant_id)


@router.post("/{participant_id}/withdrawal", responses=ACTS, summary="Withdraw an invitation to a conference")
async def withdraw(
    conference_id: UUID, participant_id: UUID, actor: Writer, work: Work, once: OneTime
) -> ParticipantView:
    """No longer ask them; for those who convene. With the answer the conference is not there for them."""
    await once.run(work, lambda: actions.withdraw_invitation(work, actor, conference_id, participant_id))
    return await _answer(work, conference_id, participant_id)


@router.post("/{participant_id}/attendance", responses=ACTS, summary="Say who attended a conference")
async def record_attendance(
    conference_id: UUID, participant_id: UUID, body: AttendanceBody, actor: Writer, work: Work, once: OneTime
) -> ParticipantView:
    """Say whether they were there, once it has begun; for those who convene. Whoever attended may sign minutes."""
    await once.run(work, lambda: minutes.record_attendance(work, actor, conference_id, participant_id, body.attendance))
    return await _answer(work, conference_id, participant_id)


async def _answer(work: UnitOfWork, conference_id: UUID, participant_id: UUID) -> ParticipantView:
    row = await actions.read_participant(work, conference_id, participant_id)
    return ParticipantView.model_validate(dict(row))
