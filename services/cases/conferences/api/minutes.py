"""`/v1/cases/{id}/conference-minutes`, `/signatures`."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.conferences.actions import minutes as actions
from services.cases.items.api import (
    CORRECTS,
    OPENS,
    Correction,
    EarlierVersion,
    ItemView,
    NewItemBody,
    Reader,
    Writer,
    earlier_page,
    with_people,
)
from shared.contracts.cases.conferences import MinutesAnswer
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict, NotFound, Stale
from shared.web.caller import Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/conference-minutes", tags=["conferences"])

_EXAMPLE: Final[JsonDict] = {
    "agenda_item_id": "0198c0de-0000-7000-8000-0000000000e5",
    "category": "housing",
    "text": "He wants a place of his own; the housing office has one from June.",
}


class NewMinutes(NewItemBody):
    """What was said of a matter."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    agenda_item_id: UUID = Field(description="A matter of the same case that you may see, in a conference of yours.")
    category: Category = Field(description="Of what was said: it may be another than the matter's.")
    text: str = Field(min_length=1, max_length=20_000)

    def command(self) -> actions.NewMinutes:
        """As the action takes it."""
        return actions.NewMinutes(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            agenda_item_id=self.agenda_item_id,
            text=self.text,
        )


class MinutesCorrection(Correction):
    """What is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "The housing office has one from July."}]})

    text: str | None = Field(None, min_length=1, max_length=20_000)


class Signing(BaseModel):
    """What you stand by."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"version": 1}]})

    version: int = Field(ge=1, description="The version that you have read.")


class SignatureView(BaseModel):
    """Who stands by it: an authenticated act."""

    agency_id: UUID
    worker_id: UUID
    signed_at: datetime


class AnswerView(BaseModel):
    """What the person whom they are about says to one version: an authenticated act."""

    person_id: UUID
    version: int = Field(description="That they had read; a later one they have not answered.")
    answer: MinutesAnswer
    words: str | None = Field(description="In their own words; always there where they refuse.")
    answered_at: datetime


class MinutesView(ItemView):
    """What was said of a matter in a conference."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000e6",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "sensitivity": "ordinary",
                    "signatures": [
                        {
                            "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                            "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                            "signed_at": "2026-03-12T16:02:00+00:00",
                        }
                    ],
                    "answers": [
                        {
                            "person_id": "0198c0de-0000-7000-8000-000000000f01",
                            "version": 1,
                            "answer": "refused",
                            "words": "I did not say June.",
                            "answered_at": "2026-03-13T10:00:00+00:00",
                        }
                    ],
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-12T15:40:00+00:00",
                    "changed_at": "2026-03-12T15:40:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    agenda_item_id: UUID | None = Field(description="Null where you may not see the matter itself.")
    text: str
    signatures: list[SignatureView] = Field(description="Of this version, in the order of signing.")
    answers: list[AnswerView] = Field(
        description="Of the people whom it is about, to any version that you might have read; their last word counts."
    )


@router.post("", status_code=201, responses=ACTS, summary="Write minutes of a matter")
async def write_minutes(
    case_id: UUID, body: NewMinutes, actor: Writer, work: Work, once: OneTime, response: Response
) -> MinutesView:
    """Write down what was said, once the conference has begun. It is shown as every item of the record, by its own
    category: nobody sees it because they came.
    """
    minutes_id = await once.run(work, lambda: actions.write_minutes(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/conference-minutes/{minutes_id}"
    return await _answer(work, case_id, minutes_id, "write-minutes", response)


@router.get("", responses=READS, summary="List minutes about a case")
async def list_minutes(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[MinutesView]:
    """What was said of the case in conferences, as far as you may see it, in the order of writing."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_minutes(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{minutes_id}", responses=OPENS, summary="Read minutes")
async def read_minutes(case_id: UUID, minutes_id: UUID, _actor: Reader, work: Work, response: Response) -> MinutesView:
    """What was said of one matter, in its present version."""
    return await _answer(work, case_id, minutes_id, "read-minutes", response)


@router.patch("/{minutes_id}", responses=CORRECTS, summary="Correct minutes")
async def correct_minutes(
    case_id: UUID,
    minutes_id: UUID,
    body: Annotated[MinutesCorrection, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> MinutesView:
    """Correct what you wrote, or what your agency did if you supervise there. The new version is signed anew."""
    version = expected_version(if_match)
    await actions.correct_minutes(work, actor, case_id, minutes_id, version, body.changes())
    return await _answer(work, case_id, minutes_id, "correct-minutes", response)


@router.post("/{minutes_id}/signatures", responses=refusals(NotFound, Conflict, Stale), summary="Sign minutes")
async def sign_minutes(
    case_id: UUID, minutes_id: UUID, body: Signing, actor: Writer, work: Work, once: OneTime, response: Response
) -> MinutesView:
    """Stand by what this version says; for who attended."""
    await once.run(work, lambda: actions.sign_minutes(work, actor, case_id, minutes_id, body.version))
    return await _answer(work, case_id, minutes_id, "sign-minutes", response)


@router.get("/{minutes_id}/versions", responses=OPENS, summary="List earlier versions of minutes")
async def list_versions(
    case_id: UUID, minutes_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What was written before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_minutes_versions(work, case_id, minutes_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(work: UnitOfWork, case_id: UUID, minutes_id: UUID, operation: str, response: Response) -> MinutesView:
    row = await actions.read_minutes(work, case_id, minutes_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> MinutesView:
    return MinutesView.model_validate(with_people(row))
