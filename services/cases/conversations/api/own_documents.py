"""`/v1/my/threads/{id}/messages/{id}/documents`, `/v1/my/documents/{id}/link`, `/content`: what I send, and am sent."""

from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from services.cases.accounts.api.agencies import Me, MyHand
from services.cases.conversations.actions import own_documents as actions
from services.cases.conversations.api.own import MyAttachment
from services.cases.documents.api.bodies import UPLOAD
from services.cases.documents.api.downloads import FILE, Expires, Signature, Version, sent_as_file
from services.cases.documents.api.uploads import ADDS, NAME_POINTER, InCabinet, Named, once_for, received_from
from services.cases.documents.domain.document import Scan
from services.cases.documents.domain.file_names import name_in
from shared.web.caller import OpenWork, Work
from shared.web.documented import READS
from shared.web.idempotency import IdempotencyKey

router = APIRouter(prefix="/v1/my", tags=["my own record"])


class MyDocument(MyAttachment):
    """A document that a message names."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "document_id": "0198c0de-0000-7000-8000-0000000000d1",
                    "file_name": "Lease of May.pdf",
                    "content_type": "application/pdf",
                    "size_bytes": 184213,
                    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "scan": "clean",
                }
            ]
        }
    )

    sha256: str = Field(description="Of the content, hexadecimal.")
    scan: Scan = Field(description="clean, or not_scanned where no virus scanner is configured.")


class MyLink(BaseModel):
    """Where the content can be fetched, by you and by nobody else."""

    _WHERE: ClassVar[str] = (
        "/v1/my/documents/0198c0de-0000-7000-8000-0000000000d1/content"
        "?version=1&expires=1772443140&signature=pq2vT1qX3p4JvYk0b8yq5m9n3w7h2s6d1f4g8j0kLzE"
    )
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"href": _WHERE, "expires_at": "2026-03-02T09:19:00+00:00"}]}
    )

    href: str = Field(description="Asked with your own token; without it the link opens nothing.")
    expires_at: datetime


@router.post(
    "/threads/{thread_id}/messages/{message_id}/documents",
    status_code=201,
    responses=ADDS,
    openapi_extra=UPLOAD,
    summary="Attach a document to my message",
)
async def attach_own_document(
    thread_id: UUID,
    message_id: UUID,
    request: Request,
    caller: MyHand,
    open_work: OpenWork,
    cabinet: InCabinet,
    content_disposition: Named,
    idempotency_key: IdempotencyKey = None,
) -> MyDocument:
    """A file, whose bytes are the body, for those who may read your message; they are told. What it is, its content
    says: where that is none of the kinds that are taken, or not what `Content-Type` says, it is refused.
    """
    named = actions.Named(name_in(content_disposition, NAME_POINTER), NAME_POINTER)
    async with open_work() as work:
        await actions.may_attach_own(work, caller, thread_id, message_id)
    async with received_from(request, cabinet) as upload:
        once = once_for(request, idempotency_key, upload, named)
        async with open_work() as work:
            document_id = await once.run(
                work, lambda: actions.attach_own_document(work, caller, thread_id, message_id, named, upload)
            )
            row = await actions.read_own_document(work, caller, document_id, None, "attach-own-document")
    return MyDocument.model_validate({**row, "document_id": row["id"]})


@router.post("/documents/{document_id}/link", status_code=201, responses=READS, summary="Ask for a link to a document")
async def make_own_link(document_id: UUID, caller: Me, work: Work, cabinet: InCabinet) -> MyLink:
    """To what a message names that you can read, for five minutes and for you alone: decided anew when it is asked."""
    link, signature = await actions.link_to_own(work, cabinet, caller, document_id)
    asked = urlencode({"version": link.version, "expires": link.expires, "signature": signature})
    return MyLink(href=f"/v1/my/documents/{document_id}/content?{asked}", expires_at=link.expires_at)


@router.get(
    "/documents/{document_id}/content", responses=FILE, response_class=StreamingResponse, summary="Fetch a document"
)
async def fetch_own_content(
    document_id: UUID,
    caller: Me,
    work: Work,
    cabinet: InCabinet,
    version: Version,
    expires: Expires,
    signature: Signature,
) -> StreamingResponse:
    """Its bytes, by a link that was made for you. `Virus-Scan: not_scanned` warns of what no scanner has seen."""
    link = actions.own_link(caller, document_id, version, expires)
    return sent_as_file(await actions.follow_own_link(work, cabinet, caller, link, signature))
