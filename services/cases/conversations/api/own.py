"""`/v1/my/threads`, `/messages`, `/retraction`, `/versions`, `/read`: talking to those who work with me."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.accounts.api.agencies import AN_AGENCY, Me, MyAgency, MyHand, Names, names_of
from services.cases.conversations.actions import own as actions
from services.cases.conversations.api.messages import NewRetraction, Order, Retraction
from services.cases.conversations.api.threads import ReadUpTo
from services.cases.conversations.domain import UNREAD_AT_MOST, ReadingOrder
from services.cases.documents.domain.kinds import Kind
from shared.contracts.cases.conversations import ThreadState
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import ACTS, EDITS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my/threads", tags=["my own record"])

_A_MESSAGE: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000e1",
    "text": "I can come on Thursday.",
    "urgent": False,
    "is_mine": True,
    "said_by": "person",
    "agency": None,
    "written_at": "2026-03-02T11:02:00Z",
    "changed_at": "2026-03-02T11:02:00Z",
    "retraction": None,
    "attachments": [
        {
            "document_id": "0198c0de-0000-7000-8000-0000000000d1",
            "file_name": "Lease of May.pdf",
            "content_type": "application/pdf",
            "size_bytes": 184213,
        }
    ],
    "version": 1,
}
_A_THREAD: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000f1",
    "category": "housing",
    "subject": "When shall we look at the flat?",
    "state": "open",
    "agency": AN_AGENCY,
    "written_at": "2026-03-02T09:14:00Z",
    "last_message_at": "2026-03-02T11:02:00Z",
    "unread": 1,
    "urgent": False,
}


class MyThread(BaseModel):
    """A thread that is with you."""

    model_config = ConfigDict(json_schema_extra={"examples": [_A_THREAD]})

    id: UUID
    category: Category
    subject: str
    state: ThreadState
    agency: MyAgency | None = Field(description="Which started it, or to which you wrote; null where that is withheld.")
    written_at: datetime = Field(description="When it was started.")
    last_message_at: datetime | None
    unread: int = Field(description=f"Not yours and not read; {UNREAD_AT_MOST} means that or more.")
    urgent: bool = Field(description="One of these is urgent.")


class MyWords(BaseModel):
    """What you write."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "I can come on Thursday."}]})

    text: str = Field(min_length=1, max_length=4_000)
    urgent: bool = Field(False, description="You ask to read it before others.")


class OtherWords(BaseModel):
    """What you say instead."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "I can come on Friday."}]})

    text: str = Field(min_length=1, max_length=4_000)


class MyAttachment(BaseModel):
    """A document that a message names; `/v1/my/documents/{id}/link` leads to it."""

    document_id: UUID
    file_name: str
    content_type: Kind
    size_bytes: int


class MyMessage(BaseModel):
    """A message in a thread that is with you."""

    model_config = ConfigDict(json_schema_extra={"examples": [_A_MESSAGE]})

    id: UUID
    text: str | None = Field(description="Null once it was taken back.")
    urgent: bool
    is_mine: bool
    said_by: Voice = Field(description="worker, person or representative.")
    agency: MyAgency | None = Field(
        description="Whose worker wrote it; null for somebody's own word, and where it is withheld."
    )
    written_at: datetime
    changed_at: datetime
    retraction: Retraction | None = Field(description="Null while it stands.")
    attachments: list[MyAttachment] = Field(description="Documents that are yours to see.")
    version: int


class MyEarlierWords(BaseModel):
    """What a message said before."""

    version: int
    text: str | None
    written_at: datetime


@router.get("", responses=READS, summary="Threads that are with me")
async def list_own_threads(
    caller: Me, request: Request, open_work: OpenWork, rights: PassedOn, limit: Limit = 50, after: After = None
) -> Page[MyThread]:
    """First where somebody wrote last, whoever began them; whoever represents you sees those that are with them."""
    keys = keys_of(after, datetime, UUID)
    async with open_work() as work:
        rows = await actions.list_own_threads(work, caller, (keys[0], keys[1]) if keys else None, limit)
    shown, following = page(rows, limit, "active_at", "id")
    names = await names_in(request, rights, shown)
    return Page(items=[shown_thread(row, names) for row in shown], next=following)


@router.get("/{thread_id}", responses=READS, summary="What a thread is about")
async def read_own_thread(
    thread_id: UUID, caller: Me, request: Request, open_work: OpenWork, rights: PassedOn
) -> MyThread:
    """One thread, and how much of it you have not read."""
    async with open_work() as work:
        row = await actions.read_own_thread(work, caller, thread_id, "read-own-thread")
    return shown_thread(row, await names_in(request, rights, [row]))


@router.post("/{thread_id}/read", responses=ACTS, summary="Say how far I have read")
async def mark_own_read(
    thread_id: UUID,
    body: ReadUpTo,
    caller: MyHand,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    once: OneTime,
) -> MyThread:
    """For you alone: no worker is told what you have read."""
    async with open_work() as work:
        await once.run(work, lambda: actions.mark_own_read(work, caller, thread_id, body.message_id))
        row = await actions.read_own_thread(work, caller, thread_id, "mark-own-thread-read")
    return shown_thread(row, await names_in(request, rights, [row]))


@router.get("/{thread_id}/messages", responses=READS, summary="The messages of a thread")
async def list_own_messages(
    thread_id: UUID,
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    order: Order = ReadingOrder.OLDEST_FIRST,
    limit: Limit = 50,
    after: After = None,
) -> Page[MyMessage]:
    """In the order of writing, or against it. Workers are named by their agency."""
    (key,) = keys_of(after, UUID) or (None,)
    newest_first = order is ReadingOrder.NEWEST_FIRST
    async with open_work() as work:
        rows = await actions.list_own_messages(work, caller, thread_id, key, limit, newest_first=newest_first)
    shown, following = page(rows, limit, "id")
    names = await names_in(request, rights, shown)
    return Page(items=[_message(row, names) for row in shown], next=following)


@router.post("/{thread_id}/messages", status_code=201, responses=ACTS, summary="Write in a thread")
async def write_own_message(
    thread_id: UUID,
    body: MyWords,
    caller: MyHand,
    open_work: OpenWork,
    once: OneTime,
    response: Response,
) -> MyMessage:
    """Those who work with you and may see what the thread is about read it, and are told; so does whoever else the
    thread is with.
    """
    async with open_work() as work:
        message_id = await once.run(
            work, lambda: actions.write_own_message(work, caller, thread_id, body.text, urgent=body.urgent)
        )
        row = await actions.read_own_message(work, caller, thread_id, message_id, "write-own-message")
    response.headers["Location"] = f"/v1/my/threads/{thread_id}/messages/{message_id}"
    return _own_message(row, response)


@router.get("/{thread_id}/messages/{message_id}", responses=READS, summary="Read a message")
async def read_own_message(
    thread_id: UUID,
    message_id: UUID,
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    response: Response,
) -> MyMessage:
    """One message as it is now."""
    async with open_work() as work:
        row = await actions.read_own_message(work, caller, thread_id, message_id, "read-own-message")
    response.headers["ETag"] = entity_tag(row["version"])
    return _message(row, await names_in(request, rights, [row]))


@router.patch("/{thread_id}/messages/{message_id}", responses=EDITS, summary="Correct my message")
async def correct_own_message(
    thread_id: UUID,
    message_id: UUID,
    body: Annotated[OtherWords, Body(media_type=MERGE_PATCH)],
    caller: MyHand,
    open_work: OpenWork,
    response: Response,
    if_match: IfMatch = None,
) -> MyMessage:
    """Say it in other words. What it said before is kept, for those who may see the message."""
    version = expected_version(if_match)
    async with open_work() as work:
        await actions.correct_own_message(work, caller, thread_id, message_id, version, body.text)
        row = await actions.read_own_message(work, caller, thread_id, message_id, "correct-own-message")
    return _own_message(row, response)


@router.post("/{thread_id}/messages/{message_id}/retraction", responses=ACTS, summary="Take my message back")
async def retract_own_message(
    thread_id: UUID,
    message_id: UUID,
    body: NewRetraction,
    caller: MyHand,
    open_work: OpenWork,
    once: OneTime,
    response: Response,
) -> MyMessage:
    """A line stays that says so. What it said is kept, and shown to you alone."""
    async with open_work() as work:
        await once.run(work, lambda: actions.retract_own_message(work, caller, thread_id, message_id, body.reason))
        row = await actions.read_own_message(work, caller, thread_id, message_id, "retract-own-message")
    return _own_message(row, response)


@router.get("/{thread_id}/messages/{message_id}/versions", responses=READS, summary="What a message said before")
async def list_own_message_versions(
    thread_id: UUID, message_id: UUID, caller: Me, open_work: OpenWork, limit: Limit = 50, after: After = None
) -> Page[MyEarlierWords]:
    """Oldest first; of a message that was taken back, for whose word it is."""
    (key,) = keys_of(after, int) or (None,)
    async with open_work() as work:
        rows = await actions.list_own_versions(work, caller, thread_id, message_id, key, limit)
    shown, following = page(rows, limit, "version")
    return Page(items=[MyEarlierWords.model_validate(dict(row)) for row in shown], next=following)


async def names_in(request: Request, rights: Mapping[str, str], rows: Sequence[asyncpg.Record]) -> Names:
    """The agencies that these rows name."""
    return await names_of(request, rights, {row["agency_id"] for row in rows if row["agency_id"]})


def shown_thread(row: asyncpg.Record, names: Names) -> MyThread:
    """As it is with them."""
    return MyThread.model_validate({**row, "agency": names.of(row["agency_id"]) if row["agency_id"] else None})


def _message(row: asyncpg.Record, names: Names | None) -> MyMessage:
    retraction = row["retracted_at"] and {"at": row["retracted_at"], "reason": row["retraction_reason"]}
    agency = names.of(row["agency_id"]) if names and row["agency_id"] else None
    return MyMessage.model_validate({**row, "retraction": retraction, "agency": agency})


def _own_message(row: asyncpg.Record, response: Response) -> MyMessage:
    """What one has just written oneself."""
    response.headers["ETag"] = entity_tag(row["version"])
    return _message(row, None)
