"""`/v1/threads/{id}/messages/{id}/attachments`."""

from datetime import datetime
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import ConfigDict, Field

from services.cases.conversations.actions import attachments as actions
from services.cases.conversations.api.messages import Attachment
from services.cases.items.api import Reader, Writer
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/threads/{thread_id}/messages/{message_id}/attachments", tags=["conversations"])


class NamedDocument(Attachment):
    """A document that a message names or named."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "document_id": "0198c0de-0000-7000-8000-0000000000d1",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "file_name": "Lease of May.pdf",
                    "content_type": "application/pdf",
                    "size_bytes": 184213,
                    "attached_at": "2026-03-02T11:02:00+00:00",
                    "taken_off_at": None,
                }
            ]
        }
    )

    attached_at: datetime
    taken_off_at: datetime | None = Field(description="Null while the message names it.")


@router.get("", responses=READS, summary="List the documents that a message names and named")
async def list_attachments(
    thread_id: UUID, message_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[NamedDocument]:
    """What the message names, and what was taken off it, in the order of naming, as far as you may see these documents
    now; once the message was retracted, for its writer and supervisors of the writer's agency only.
    """
    keys = keys_of(after, UUID)
    found = await actions.list_attachments(work, actor, thread_id, message_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.put("/{document_id}", status_code=204, responses=ACTS, summary="Name a document in a message")
async def attach_document(thread_id: UUID, message_id: UUID, document_id: UUID, actor: Writer, work: Work) -> None:
    """Let a message that you wrote name a document of its case, or about somebody in its thread, that you may see. It
    is shown to those who may see both.
    """
    await actions.attach(work, actor, thread_id, message_id, document_id)


@router.delete("/{document_id}", status_code=204, responses=ACTS, summary="Take a document off a message")
async def take_document_off(thread_id: UUID, message_id: UUID, document_id: UUID, actor: Writer, work: Work) -> None:
    """Let a message that you wrote not name a document any more. The document stays, and so does that it was named."""
    await actions.take_off(work, actor, thread_id, message_id, document_id)


def _shown(row: asyncpg.Record) -> NamedDocument:
    return NamedDocument.model_validate(dict(row))
