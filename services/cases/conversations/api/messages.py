"""`/v1/threads/{id}/messages`, `/retraction`, `/versions`."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.conversations.actions import messages as actions
from services.cases.conversations.api.bodies import Said
from services.cases.conversations.domain import ReadingOrder
from services.cases.documents.domain.kinds import Kind
from services.cases.items.api import (
    CHANGES,
    CORRECTS,
    OPENS,
    Correction,
    EarlierVersion,
    Reader,
    Writer,
    earlier_page,
    with_people,
)
from shared.contracts.cases.conversations import RetractionReason
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/threads/{thread_id}/messages", tags=["conversations"])

Order = Annotated[ReadingOrder, Query(description="A screen that opens at the end asks for newest_first.")]

_MESSAGE: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000e1",
    "thread_id": "0198c0de-0000-7000-8000-0000000000f1",
    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
    "category": "housing",
    "sensitivity": "ordinary",
    "text": "I call him on Thursday.",
    "urgent": False,
    "said_by": "worker",
    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
    "relationship_id": None,
    "written_at": "2026-03-02T11:02:00+00:00",
    "changed_at": "2026-03-02T11:02:00+00:00",
    "retraction": None,
    "attachments": [
        {
            "document_id": "0198c0de-0000-7000-8000-0000000000d1",
            "case_id": "0198c0de-0000-7000-8000-0000000000c1",
            "file_name": "Lease of May.pdf",
            "content_type": "application/pdf",
            "size_bytes": 184213,
        }
    ],
    "version": 1,
}


class MessageCorrection(Correction):
    """What is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "I call him on Friday."}]})

    text: str | None = Field(None, min_length=1, max_length=20_000)
    urgent: bool | None = None


class NewRetraction(BaseModel):
    """Why a message is taken back."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "wrong_person"}]})

    reason: RetractionReason


class Retraction(BaseModel):
    """That a message was taken back."""

    at: datetime
    reason: RetractionReason


class Attachment(BaseModel):
    """A document that a message names; ask for a link to its content where documents are."""

    document_id: UUID
    case_id: UUID = Field(description="The case of the document.")
    file_name: str = Field(description="Personal data.")
    content_type: Kind
    size_bytes: int


class MessageView(BaseModel):
    """A message."""

    model_config = ConfigDict(json_schema_extra={"examples": [_MESSAGE]})

    id: UUID
    thread_id: UUID
    person_ids: list[UUID] = Field(description="About whom, as its thread.")
    category: Category
    sensitivity: Sensitivity
    text: str | None = Field(description="Null once it was retracted.")
    urgent: bool
    said_by: Voice = Field(description="worker, person or representative.")
    agency_id: UUID = Field(description="Agency whose worker wrote it, or to which the person wrote.")
    worker_id: UUID | None = Field(description="Worker or system that wrote it; null for somebody's own word.")
    relationship_id: UUID | None = Field(description="Of the representative, as far as you may see the relationship.")
    written_at: datetime
    changed_at: datetime
    retraction: Retraction | None = Field(description="Null while it stands.")
    attachments: list[Attachment] = Field(description="Documents that it names, as far as you may see them now.")
    version: int


@router.post("", status_code=201, responses=CHANGES, summary="Write in a thread")
async def write_message(
    thread_id: UUID, body: Said, actor: Writer, work: Work, once: OneTime, response: Response
) -> MessageView:
    """Write in a thread that you may see, with a ground to contribute in the message's category. Those who may see the
    thread see the message in so far as a ground shows them its category too.
    """
    message_id = await once.run(work, lambda: actions.write_message(work, actor, thread_id, body.command()))
    response.headers["Location"] = f"/v1/threads/{thread_id}/messages/{message_id}"
    return await _answer(work, thread_id, message_id, "write-message", response)


@router.get("", responses=OPENS, summary="List the messages of a thread")
async def list_messages(
    thread_id: UUID,
    _actor: Reader,
    work: Work,
    order: Order = ReadingOrder.OLDEST_FIRST,
    limit: Limit = 50,
    after: After = None,
) -> Page[MessageView]:
    """Messages that you may see, in the order of writing, which is the same for everybody, or against it."""
    keys = keys_of(after, UUID)
    newest_first = order is ReadingOrder.NEWEST_FIRST
    rows = await actions.list_messages(work, thread_id, keys[0] if keys else None, limit, newest_first=newest_first)
    shown, following = page(rows, limit, "id")
    return Page(items=[_shown(row) for row in shown], next=following)


@router.get("/{message_id}", responses=OPENS, summary="Read a message")
async def read_message(
    thread_id: UUID, message_id: UUID, _actor: Reader, work: Work, response: Response
) -> MessageView:
    """One message in its present version."""
    return await _answer(work, thread_id, message_id, "read-message", response)


@router.patch("/{message_id}", responses=CORRECTS, summary="Correct a message")
async def correct_message(
    thread_id: UUID,
    message_id: UUID,
    body: Annotated[MessageCorrection, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> MessageView:
    """Correct what you wrote. The earlier version is kept, for those who may see it."""
    await actions.correct_message(work, actor, thread_id, message_id, expected_version(if_match), body.changes())
    return await _answer(work, thread_id, message_id, "correct-message", response)


@router.post("/{message_id}/retraction", responses=CHANGES, summary="Retract a message")
async def retract_message(
    thread_id: UUID,
    message_id: UUID,
    body: NewRetraction,
    actor: Writer,
    work: Work,
    once: OneTime,
    response: Response,
) -> MessageView:
    """Take back what you wrote, or what your agency wrote if you supervise there. A line stays that says so; what it
    said is kept for the same two.
    """
    await once.run(work, lambda: actions.retract_message(work, actor, thread_id, message_id, body.reason))
    return await _answer(work, thread_id, message_id, "retract-message", response)


@router.get("/{message_id}/versions", responses=OPENS, summary="List earlier versions of a message")
async def list_message_versions(
    thread_id: UUID, message_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What a message said before, oldest first, each version as far as you may see it; once it was retracted, for its
    writer and supervisors of the writer's agency only.
    """
    keys = keys_of(after, int)
    rows = await actions.list_earlier_messages(work, actor, thread_id, message_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(
    work: UnitOfWork, thread_id: UUID, message_id: UUID, operation: str, response: Response
) -> MessageView:
    row = await actions.read_message(work, thread_id, message_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return _shown(row)


def _shown(row: asyncpg.Record) -> MessageView:
    retraction: dict[str, Any] | None = None
    if row["retracted_at"] is not None:
        retraction = {"at": row["retracted_at"], "reason": row["retraction_reason"]}
    return MessageView.model_validate({**with_people(row), "retraction": retraction})
