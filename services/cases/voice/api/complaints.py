"""`/v1/cases/{id}/complaints`, `/acknowledgement`, `/answer`, `/v1/complaints`."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.items.api import Reader, Writer
from services.cases.voice.actions import complaints as actions
from services.cases.voice.api.bodies import KEPT, SAID, SaidBody, SaidView, Taken
from services.cases.voice.domain.words import Outcome, is_overdue
from shared.contracts.cases.voice import ComplaintState
from shared.web.caller import Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/complaints", tags=["voice"])
unanswered_router = APIRouter(prefix="/v1/complaints", tags=["voice"])

_COMPLAINED: Final[JsonDict] = {"text": "Nobody told me of the meeting.", "answer_due_on": "2026-03-20"}
_ANSWERED: Final[JsonDict] = {"outcome": "upheld", "answer": "You are right. You will be invited to each meeting."}


class NewComplaint(SaidBody):
    """What somebody complains about."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**SAID, **_COMPLAINED}]})

    text: str = Field(min_length=1, max_length=4_000, description="In their own words.")
    answer_due_on: date | None = Field(None, description="By when they were promised an answer: within 30 days.")

    def command(self) -> actions.NewComplaint:
        """As the action takes it."""
        return actions.NewComplaint(
            person_id=self.person_id,
            category=self.category,
            sensitivity=self.sensitivity,
            agency_id=self.about_agency_id,
            addressed_to=self.addressed_to,
            spoken_by=self.spoken_by,
            text=self.text,
            answer_due_on=self.answer_due_on,
        )


class Answer(BaseModel):
    """What the agency found, and what it says to the person."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ANSWERED]})

    outcome: Outcome
    answer: str = Field(min_length=1, max_length=4_000)


class ComplaintView(SaidView):
    """What somebody complained about, and what was answered."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **KEPT,
                    **_COMPLAINED,
                    **_ANSWERED,
                    "state": "answered",
                    "is_overdue": False,
                    "acknowledged_at": "2026-03-03T08:00:00+00:00",
                    "answered_at": "2026-03-09T10:30:00+00:00",
                    "answered_by_id": "0198c0de-0000-7000-8000-0000000000b2",
                }
            ]
        }
    )

    text: str
    answer_due_on: date
    state: ComplaintState
    is_overdue: bool = Field(description="It should have been answered.")
    acknowledged_at: datetime | None
    answered_at: datetime | None
    answered_by_id: UUID | None = Field(description="Supervisor of the agency that it is about.")
    outcome: Outcome | None
    answer: str | None


@router.post("", status_code=201, responses=ACTS, summary="Take down a complaint")
async def record_complaint(
    case_id: UUID, body: NewComplaint, actor: Writer, work: Work, once: OneTime, response: Response
) -> Taken:
    """Take down, for the person, what they complain about. The supervisors of the agency that it is about are told,
    whatever they may see otherwise, and answer by a day. In a closed case too.
    """
    complaint_id = await once.run(work, lambda: actions.record_complaint(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/complaints/{complaint_id}"
    return Taken(id=complaint_id)


@router.get("", responses=READS, summary="List the complaints in a case")
async def list_complaints(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ComplaintView]:
    """Complaints that you may hear, in their order."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_complaints(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{complaint_id}", responses=READS, summary="Read a complaint")
async def read_complaint(case_id: UUID, complaint_id: UUID, _actor: Reader, work: Work) -> ComplaintView:
    """One complaint, with its answer."""
    row = await actions.read_complaint(work, case_id, complaint_id, "read-complaint")
    return _shown(row)


@router.post("/{complaint_id}/acknowledgement", responses=ACTS, summary="Take a complaint up")
async def acknowledge_complaint(
    case_id: UUID, complaint_id: UUID, actor: Writer, work: Work, once: OneTime
) -> ComplaintView:
    """Say that your agency has it in hand; for supervisors of the agency that it is about."""
    await once.run(work, lambda: actions.acknowledge_complaint(work, actor, case_id, complaint_id))
    row = await actions.read_complaint(work, case_id, complaint_id, "acknowledge-complaint")
    return _shown(row)


@router.post("/{complaint_id}/answer", responses=ACTS, summary="Answer a complaint")
async def answer_complaint(
    case_id: UUID, complaint_id: UUID, body: Answer, actor: Writer, work: Work, once: OneTime
) -> ComplaintView:
    """Say what your agency found, once; for supervisors of the agency that it is about."""
    await once.run(
        work, lambda: actions.answer_complaint(work, actor, case_id, complaint_id, body.outcome, body.answer)
    )
    row = await actions.read_complaint(work, case_id, complaint_id, "answer-complaint")
    return _shown(row)


@unanswered_router.get("", responses=refusals(), summary="List complaints that wait for your agency")
async def list_unanswered(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[ComplaintView]:
    """Complaints about your agency that are not answered, what is due first; for its supervisors."""
    keys = keys_of(after, date, UUID)
    rows = await actions.list_unanswered(work, actor, (keys[0], keys[1]) if keys else None, limit)
    shown, following = page(rows, limit, "answer_due_on", "id")
    return Page(items=[_shown(row) for row in shown], next=following)


def _shown(row: asyncpg.Record) -> ComplaintView:
    overdue = is_overdue(ComplaintState(row["state"]), row["answer_due_on"], row["today"])
    return ComplaintView.model_validate({**row, "is_overdue": overdue})
