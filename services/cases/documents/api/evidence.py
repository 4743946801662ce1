"""`/v1/persons/{id}/consents/{id}/evidence`, and the same of mandates."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from services.cases.documents.actions import evidence as actions
from services.cases.documents.api.bodies import DocumentView, shown
from services.cases.items.api import Reader, Writer
from shared.contracts.cases.documents import EvidenceOf
from shared.web.caller import Work
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/{grounds}/{ground_id}/evidence", tags=["documents"])


class Grounds(StrEnum):
    """As they are called in addresses."""

    CONSENTS = "consents"
    MANDATES = "mandates"


_KIND = {Grounds.CONSENTS: EvidenceOf.CONSENT, Grounds.MANDATES: EvidenceOf.MANDATE}
OfWhat = Annotated[Grounds, Path(description="Whether it is a consent or a mandate.")]


@router.get("", responses=READS, summary="List the documents that show a consent or mandate")
async def list_evidence(
    person_id: UUID,
    grounds: OfWhat,
    ground_id: UUID,
    _actor: Reader,
    work: Work,
    limit: Limit = 50,
    after: After = None,
) -> Page[DocumentView]:
    """Documents that were named as evidence, as far as you may see them, in the order of their adding."""
    keys = keys_of(after, UUID)
    found = await actions.list_evidence(work, _KIND[grounds], person_id, ground_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[shown(row) for row in rows], next=following)


@router.put("/{document_id}", responses=READS, summary="Name a document as evidence")
async def name_evidence(
    person_id: UUID, grounds: OfWhat, ground_id: UUID, document_id: UUID, actor: Writer, work: Work
) -> DocumentView:
    """Name a document about the person as evidence of what your agency recorded: a signed form, a court's order."""
    return shown(await actions.name_evidence(work, actor, _KIND[grounds], person_id, ground_id, document_id))


@router.delete("/{document_id}", status_code=204, responses=READS, summary="Say that a document is no evidence")
async def take_evidence_back(
    person_id: UUID, grounds: OfWhat, ground_id: UUID, document_id: UUID, actor: Writer, work: Work
) -> None:
    """Say that a document is not evidence of this after all. The document stays, and so does that it was named."""
    await actions.take_evidence_back(work, actor, _KIND[grounds], person_id, ground_id, document_id)
