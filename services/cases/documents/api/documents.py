"""`/v1/cases/{id}/documents`."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.cases.documents.actions import documents as actions
from services.cases.documents.actions import links
from services.cases.documents.api.bodies import (
    UPLOAD,
    DocumentCorrection,
    DocumentView,
    EarlierDocument,
    LinkView,
    LinkWish,
    shown,
    shown_earlier,
)
from services.cases.documents.api.downloads import FILE, Expires, Signature, Version, sent_as_file
from services.cases.documents.api.uploads import (
    ADDS,
    NAME_POINTER,
    REPLACES,
    InCabinet,
    Named,
    once_for,
    received_from,
)
from services.cases.documents.domain.file_names import name_in
from services.cases.documents.domain.links import Link
from services.cases.items.api import CORRECTS, OPENS, Reader, Writer
from shared.contracts.cases.documents import Retention
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import OpenWork, Work
from shared.web.documented import READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import IdempotencyKey
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/documents", tags=["documents"])


@router.post("", status_code=201, responses=ADDS, openapi_extra=UPLOAD, summary="Add a document")
async def add_document(
    case_id: UUID,
    request: Request,
    actor: Writer,
    open_work: OpenWork,
    cabinet: InCabinet,
    response: Response,
    content_disposition: Named,
    category: Annotated[Category, Query(description="What it is about.")],
    sensitivity: Annotated[Sensitivity, Query(description="How sensitive it is.")] = Sensitivity.ORDINARY,
    retention: Annotated[Retention, Query(description="The class by which it is kept.")] = Retention.CASE_FILE,
    person_ids: Annotated[list[UUID], Query(max_length=20, description="About whom.")] = [],  # noqa: B006 - never changed
    idempotency_key: IdempotencyKey = None,
) -> DocumentView:
    """Add a file about people of the case; its bytes are the body. A ground to contribute is enough. What it is, its
    content says: where that is none of the kinds that are taken, or not what `Content-Type` says, it is refused.
    """
    command = actions.NewDocument(
        person_ids=tuple(dict.fromkeys(person_ids)),
        category=category,
        sensitivity=sensitivity,
        retention=retention,
        file_name=name_in(content_disposition, NAME_POINTER),
        name_pointer=NAME_POINTER,
    )
    async with open_work() as work:
        await actions.may_add(work, actor, case_id, command)
    async with received_from(request, cabinet) as upload:
        once = once_for(request, idempotency_key, upload, command)
        async with open_work() as work:
            document_id = await once.run(work, lambda: actions.add_document(work, actor, case_id, command, upload))
            response.headers["Location"] = f"/v1/cases/{case_id}/documents/{document_id}"
            return await _answer(work, case_id, document_id, "add-document", response)


@router.get("", responses=READS, summary="List the documents of a case")
async def list_documents(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[DocumentView]:
    """Documents that you may see, in the order of adding, without their contents."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_documents(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[shown(row) for row in rows], next=following)


@router.get("/{document_id}", responses=OPENS, summary="Read what is known of a document")
async def read_document(
    case_id: UUID, document_id: UUID, _actor: Reader, work: Work, response: Response
) -> DocumentView:
    """One document in its present version, without its content."""
    return await _answer(work, case_id, document_id, "read-document", response)


@router.patch("/{document_id}", responses=CORRECTS, summary="Correct what is said of a document")
async def correct_document(
    case_id: UUID,
    document_id: UUID,
    body: Annotated[DocumentCorrection, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> DocumentView:
    """Correct what you sent, or what your agency sent if you supervise there. The earlier version is kept."""
    version = expected_version(if_match)
    await actions.correct_document(work, actor, case_id, document_id, version, body.changes())
    return await _answer(work, case_id, document_id, "correct-document", response)


@router.post(
    "/{document_id}/versions", status_code=201, responses=REPLACES, openapi_extra=UPLOAD, summary="Replace a document"
)
async def replace_content(
    case_id: UUID,
    document_id: UUID,
    request: Request,
    actor: Writer,
    open_work: OpenWork,
    cabinet: InCabinet,
    response: Response,
    content_disposition: Named,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> DocumentView:
    """Give a document that you sent, or that your agency sent if you supervise there, a new content. The earlier one
    is kept, and can be fetched by its version.
    """
    version = expected_version(if_match)
    name = name_in(content_disposition, NAME_POINTER)
    async with open_work() as work:
        await actions.may_replace(work, actor, case_id, document_id)
    async with received_from(request, cabinet) as upload:
        once = once_for(request, idempotency_key, upload, name, version)
        async with open_work() as work:
            await once.run(
                work,
                lambda: actions.replace_content(
                    work, actor, case_id, document_id, version, (name, NAME_POINTER), upload
                ),
            )
            return await _answer(work, case_id, document_id, "replace-document", response)


@router.get("/{document_id}/versions", responses=OPENS, summary="List earlier versions of a document")
async def list_versions(
    case_id: UUID, document_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierDocument]:
    """What a document was before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    found = await actions.list_versions(work, case_id, document_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "version")
    return Page(items=[shown_earlier(row) for row in rows], next=following)


@router.post("/{document_id}/link", status_code=201, responses=OPENS, summary="Ask for a link to the content")
async def make_link(
    case_id: UUID, document_id: UUID, body: LinkWish, actor: Reader, work: Work, cabinet: InCabinet
) -> LinkView:
    """A link to the content, for five minutes and for you alone: it is asked with your token, and decided anew."""
    link = await links.link_to(work, actor, case_id, document_id, body.version)
    return _shown_link(case_id, link, link.signature(cabinet.secret))


@router.get("/{document_id}/content", responses=FILE, response_class=StreamingResponse, summary="Fetch the content")
async def fetch_content(
    case_id: UUID,
    document_id: UUID,
    actor: Reader,
    work: Work,
    cabinet: InCabinet,
    version: Version,
    expires: Expires,
    signature: Signature,
) -> StreamingResponse:
    """The bytes of a document, by a link that was made for you. `Virus-Scan: not_scanned` warns of what no scanner has
    seen.
    """
    link = Link(document_id, version, expires, actor.agency_id, actor.subject)
    fetched = await links.follow_link(work, cabinet, case_id, link, signature)
    return sent_as_file(fetched)


def _shown_link(case_id: UUID, link: Link, signature: str) -> LinkView:
    asked = urlencode({"version": link.version, "expires": link.expires, "signature": signature})
    return LinkView(
        href=f"/v1/cases/{case_id}/documents/{link.document_id}/content?{asked}", expires_at=link.expires_at
    )


async def _answer(
    work: UnitOfWork, case_id: UUID, document_id: UUID, operation: str, response: Response
) -> DocumentView:
    row = await actions.read_document(work, case_id, document_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return shown(row)
