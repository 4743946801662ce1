"""`/v1/my/notices`: what happened that is for me to see or to do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.accounts.actions import SpeaksForNobody
from services.cases.accounts.api.agencies import French, Me, MyHand
from services.cases.own.actions import notices as actions
from services.cases.own.domain.notices import UNREAD_AT_MOST, OwnNotice, notice_in_words
from shared.web.caller import Work
from shared.web.documented import refusals
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my/notices", tags=["my own record"])

NOTICE: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000e1",
    "kind": "message_written",
    "at": "2026-03-02T11:02:00Z",
    "thread_id": "0198c0de-0000-7000-8000-0000000000f1",
    "urgent": False,
    "read": False,
    "in_words": "Somebody wrote in a thread that is with you.",
}


class MyNotice(BaseModel):
    """Something happened; look where it says."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                NOTICE,
            ]
        }
    )

    id: UUID = Field(description="Of what it is about.")
    kind: OwnNotice
    at: datetime
    thread_id: UUID | None = Field(description="Where to read on, of a message.")
    urgent: bool
    read: bool
    in_words: str


class MyNotices(Page[MyNotice]):
    """A page of what you are told."""

    unread: int = Field(description=f"Of all; {UNREAD_AT_MOST} means that or more.")


class ReadUntil(BaseModel):
    """Up to when you have read."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"up_to": "2026-03-02T11:02:00Z"}]})

    up_to: AwareDatetime = Field(description="The `at` of the latest that you have seen.")


@router.get("", responses=refusals(SpeaksForNobody), summary="What am I told?")
async def list_own_notices(caller: Me, work: Work, french: French, limit: Limit = 50, after: After = None) -> MyNotices:
    """Latest first, of half a year: in a sentence, never a word of what was said. Each is there as long as what it is
    about is yours to see.
    """
    keys = keys_of(after, datetime, UUID)
    listed = await actions.list_own_notices(work, caller, (keys[0], keys[1]) if keys else None, limit)
    rows, following = page(listed.rows, limit, "at", "id")
    items = [noticed(row, french=french) for row in rows]
    return MyNotices(items=items, next=following, unread=listed.unread)


@router.post("/read", status_code=204, responses=refusals(SpeaksForNobody), summary="Say up to when I have read")
async def mark_own_notices_read(body: ReadUntil, caller: MyHand, work: Work) -> None:
    """For you alone: no worker is told what you have read. What was read stays read."""
    await actions.mark_own_notices_read(work, caller, body.up_to)


def noticed(row: Mapping[str, Any] | asyncpg.Record, *, french: bool) -> MyNotice:
    """As it is listed, and sent live."""
    return MyNotice.model_validate({**row, "in_words": notice_in_words(OwnNotice(row["kind"]), french=french)})
