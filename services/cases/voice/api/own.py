"""`/v1/my/ratings`, `/v1/my/complaints`: my own voice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.accounts.api.agencies import AN_AGENCY, Me, MyAgency, MyHand, Names, names_of
from services.cases.voice.actions import own as actions
from services.cases.voice.domain.words import SCORES, Address, Outcome, Rating, is_overdue
from shared.contracts.cases.vocabulary import Category
from shared.contracts.cases.voice import Aspect, ComplaintState
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my", tags=["my own record"])

_ABOUT: Final[JsonDict] = {
    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
    "about_agency_id": "0198c0de-0000-7000-8000-0000000000a2",
    "addressed_to": "team",
}
_RATED: Final[JsonDict] = {
    "aspect": "being_heard",
    "score": 4,
    "began_on": "2026-01-01",
    "ended_on": "2026-02-28",
    "comment": "They listened; they never rang back.",
}
_SHOWN: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000ea",
    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
    "category": "social",
    "agency": AN_AGENCY,
    "addressed_to": "team",
    "said_at": "2026-03-02T09:14:00Z",
    "by_own_hand": True,
}


class MyWord(BaseModel):
    """About which agency, and who is to hear it."""

    model_config = ConfigDict(extra="forbid")

    case_id: UUID
    about_agency_id: UUID = Field(description="One that works or worked on the case with you.")
    addressed_to: Address = Field(Address.TEAM, description="supervisors: only those of that agency hear it.")

    def word(self) -> actions.OwnWord:
        """As the action takes it."""
        return actions.OwnWord(case_id=self.case_id, agency_id=self.about_agency_id, addressed_to=self.addressed_to)


class MyNewRating(MyWord):
    """How you found it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_ABOUT, **_RATED}]})

    aspect: Aspect
    score: int = Field(ge=SCORES.start, lt=SCORES.stop, description="1, not at all, to 5, entirely.")
    began_on: date = Field(description="First day of the period; local date.")
    ended_on: date = Field(description="Last day of the period, included; not in the future.")
    comment: str | None = Field(None, min_length=1, max_length=2_000)

    def rating(self) -> Rating:
        """As the action takes it."""
        return Rating(
            aspect=self.aspect,
            score=self.score,
            began_on=self.began_on,
            ended_on=self.ended_on,
            comment=self.comment,
        )


class MyNewComplaint(MyWord):
    """What you complain about."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_ABOUT, "text": "Nobody told me of the meeting."}]})

    text: str = Field(min_length=1, max_length=4_000)


class MyWordShown(BaseModel):
    """What you said."""

    id: UUID
    case_id: UUID
    category: Category
    agency: MyAgency | None = Field(description="About whom; null where that is withheld.")
    addressed_to: Address
    said_at: datetime
    by_own_hand: bool = Field(description="False for what a worker took down as your word.")


class MyRating(MyWordShown):
    """How you found it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_SHOWN, **_RATED}]})

    aspect: Aspect
    score: int
    began_on: date
    ended_on: date
    comment: str | None


class MyComplaint(MyWordShown):
    """What you complained about, and what was answered."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_SHOWN,
                    "text": "Nobody told me of the meeting.",
                    "answer_due_on": "2026-04-01",
                    "state": "answered",
                    "is_overdue": False,
                    "acknowledged_at": "2026-03-03T08:00:00Z",
                    "answered_at": "2026-03-09T10:30:00Z",
                    "outcome": "upheld",
                    "answer": "You are right. You will be invited to each meeting.",
                }
            ]
        }
    )

    text: str
    answer_due_on: date = Field(description="By when the agency answers.")
    state: ComplaintState
    is_overdue: bool = Field(description="It should have been answered.")
    acknowledged_at: datetime | None
    answered_at: datetime | None
    outcome: Outcome | None
    answer: str | None


@router.post("/ratings", status_code=201, responses=ACTS, summary="Say how I found the help")
async def give_own_rating(
    body: MyNewRating, caller: MyHand, request: Request, open_work: OpenWork, rights: PassedOn, once: OneTime
) -> MyRating:
    """Of an agency that works with you, or how you were heard. It never changes; what you say later stands beside it.
    For the person alone.
    """
    async with open_work() as work:
        rating_id = await once.run(work, lambda: actions.give_own_rating(work, caller, body.word(), body.rating()))
        row = await actions.read_own_rating(work, caller, rating_id)
    return _rating(row, await _names(request, rights, [row]))


@router.get("/ratings", responses=READS, summary="How I said I found the help")
async def list_own_ratings(
    caller: Me, request: Request, open_work: OpenWork, rights: PassedOn, limit: Limit = 50, after: After = None
) -> Page[MyRating]:
    """Latest first; what a worker took down as your word among them."""
    (key,) = keys_of(after, UUID) or (None,)
    async with open_work() as work:
        found = await actions.list_own_ratings(work, caller, key, limit)
    rows, following = page(found, limit, "id")
    names = await _names(request, rights, rows)
    return Page(items=[_rating(row, names) for row in rows], next=following)


@router.post("/complaints", status_code=201, responses=ACTS, summary="Complain")
async def complain_oneself(
    body: MyNewComplaint,
    caller: MyHand,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    once: OneTime,
    response: Response,
) -> MyComplaint:
    """About an agency that works with you. Its supervisors are told and answer within 30 days; you are told of the
    answer. For the person alone.
    """
    async with open_work() as work:
        made = await once.run(work, lambda: actions.complain_oneself(work, caller, body.word(), body.text))
        row = await actions.read_own_complaint(work, caller, made, "complain-oneself")
    response.headers["Location"] = f"/v1/my/complaints/{made}"
    return _complaint(row, await _names(request, rights, [row]))


@router.get("/complaints", responses=READS, summary="What I complained about")
async def list_own_complaints(
    caller: Me, request: Request, open_work: OpenWork, rights: PassedOn, limit: Limit = 50, after: After = None
) -> Page[MyComplaint]:
    """Latest first, with what was answered; what a worker took down as your word among them."""
    (key,) = keys_of(after, UUID) or (None,)
    async with open_work() as work:
        found = await actions.list_own_complaints(work, caller, key, limit)
    rows, following = page(found, limit, "id")
    names = await _names(request, rights, rows)
    return Page(items=[_complaint(row, names) for row in rows], next=following)


@router.get("/complaints/{complaint_id}", responses=READS, summary="What became of my complaint")
async def read_own_complaint(
    complaint_id: UUID, caller: Me, request: Request, open_work: OpenWork, rights: PassedOn
) -> MyComplaint:
    """One complaint, with its answer."""
    async with open_work() as work:
        row = await actions.read_own_complaint(work, caller, complaint_id, "read-own-complaint")
    return _complaint(row, await _names(request, rights, [row]))


async def _names(request: Request, rights: Mapping[str, str], rows: Sequence[asyncpg.Record]) -> Names:
    return await names_of(request, rights, {row["agency_id"] for row in rows if row["agency_id"]})


def _rating(row: asyncpg.Record, names: Names) -> MyRating:
    return MyRating.model_validate({**row, "agency": _agency(row, names)})


def _complaint(row: asyncpg.Record, names: Names) -> MyComplaint:
    overdue = is_overdue(ComplaintState(row["state"]), row["answer_due_on"], row["today"])
    return MyComplaint.model_validate({**row, "agency": _agency(row, names), "is_overdue": overdue})


def _agency(row: asyncpg.Record, names: Names) -> MyAgency | None:
    return names.of(row["agency_id"]) if row["agency_id"] else None
