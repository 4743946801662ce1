"""`/v1/my/minutes`, `/signature`: what was said of me in a conference, and what I say to it."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.accounts.api.agencies import Me, MyHand
from services.cases.conferences.actions import own as actions
from shared.contracts.cases.conferences import MinutesAnswer
from shared.contracts.cases.vocabulary import Category
from shared.refusals import Stale
from shared.web.caller import Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my/minutes", tags=["my own record"])

_ANSWER: Final[JsonDict] = {"version": 1, "answer": "refused", "words": "I did not say June."}
_EXAMPLE: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000e6",
    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
    "topic": "Where in May?",
    "category": "housing",
    "text": "He wants a place of his own; the housing office has one from June.",
    "written_at": "2026-03-12T15:40:00Z",
    "changed_at": "2026-03-12T15:40:00Z",
    "version": 1,
    "answers": [{**_ANSWER, "answered_at": "2026-03-13T10:00:00Z", "is_of_this_version": True}],
}


class MyAnswer(BaseModel):
    """What you say to minutes that you have read."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ANSWER]})

    version: int = Field(ge=1, description="The version that you have read.")
    answer: MinutesAnswer
    words: str | None = Field(None, min_length=1, max_length=2_000, description="Needed where you refuse.")


class MyAnswered(BaseModel):
    """What you said to a version."""

    version: int
    answer: MinutesAnswer
    words: str | None
    answered_at: datetime
    is_of_this_version: bool = Field(description="What was written has not been corrected since.")


class MyMinutes(BaseModel):
    """What was said of you in a conference to which you were asked."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: UUID
    case_id: UUID
    topic: str
    category: Category
    text: str
    written_at: datetime
    changed_at: datetime
    version: int
    answers: list[MyAnswered] = Field(description="In the order of saying; your last word to a version counts.")


@router.get("", responses=READS, summary="What was said of me in conferences")
async def list_own_minutes(caller: Me, work: Work, limit: Limit = 50, after: After = None) -> Page[MyMinutes]:
    """Where you were asked to come, as far as it is about you alone and yours to read; latest first. For the person
    alone: it could tell who represents them where they are.
    """
    (key,) = keys_of(after, UUID) or (None,)
    rows, following = page(await actions.list_own_minutes(work, caller, key, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{minutes_id}", responses=READS, summary="Read what was said of me in a conference")
async def read_own_minutes(minutes_id: UUID, caller: Me, work: Work) -> MyMinutes:
    """One of them in its present version, with what you said to it and to earlier ones."""
    return _shown(await actions.read_own_minutes(work, caller, minutes_id, "read-own-minutes"))


@router.post(
    "/{minutes_id}/signature",
    status_code=201,
    responses={**ACTS, **refusals(Stale)},
    summary="Sign what was said of me, or refuse to",
)
async def answer_own_minutes(minutes_id: UUID, body: MyAnswer, caller: MyHand, work: Work, once: OneTime) -> MyMinutes:
    """You stand by the version that you read, or say in your own words why not; whoever may read it sees that beside
    it. It is kept with time and sign-in and never changed. Corrected later, it is of the earlier version.
    """
    await once.run(
        work, lambda: actions.answer_own_minutes(work, caller, minutes_id, body.version, body.answer, body.words)
    )
    return _shown(await actions.read_own_minutes(work, caller, minutes_id, "answer-own-minutes"))


def _shown(row: asyncpg.Record) -> MyMinutes:
    answers = [{**one, "is_of_this_version": one["version"] == row["version"]} for one in row["answers"]]
    return MyMinutes.model_validate({**row, "answers": answers})
