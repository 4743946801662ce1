"""Name documents as evidence of consents and mandates."""

from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.consents.actions.reading import open_consent
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.documents import events
from services.cases.documents.domain.evidence import Ground
from services.cases.documents.policy import EVIDENCE_RULES, NAME_EVIDENCE
from services.cases.documents.store import evidence as store
from services.cases.mandates.actions.reading import open_mandate
from shared.contracts.cases.documents import EvidenceOf
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid, NotFound


async def name_evidence(
    work: UnitOfWork, actor: Actor, kind: EvidenceOf, person_id: UUID, ground_id: UUID, document_id: UUID
) -> asyncpg.Record:
    """Name a document as evidence of a consent or mandate; naming it again changes nothing.

    Raises:
        NotFound: no such ground of this person, or no such document, that the caller may see.
        NotAllowed: another agency recorded the ground.
        Invalid: the document is about somebody else.
    """
    ground = await _ground(work, kind, person_id, ground_id)
    decide_about(work, EVIDENCE_RULES, NAME_EVIDENCE, actor, ground, [person_id])
    document = await _document(work, document_id, "name-evidence")
    if person_id not in (document["person_id"], *document["also_about"]):
        raise Invalid.field(
            "#/path/document_id",
            "about_somebody_else",
            "The document is not about this person.",
            "Le document ne concerne pas cette personne.",
        )
    if await store.name(work, ground, document_id):
        await work.tell(events.EvidenceNamed(**_told(ground, document_id)))
    return document


async def take_evidence_back(
    work: UnitOfWork, actor: Actor, kind: EvidenceOf, person_id: UUID, ground_id: UUID, document_id: UUID
) -> None:
    """Say that a document is not evidence of a ground after all. That it was named is kept.

    Raises:
        NotFound: no such ground of this person, or no such evidence of it, that the caller may see.
        NotAllowed: another agency recorded the ground.
    """
    ground = await _ground(work, kind, person_id, ground_id)
    decide_about(work, EVIDENCE_RULES, NAME_EVIDENCE, actor, ground, [person_id])
    await _document(work, document_id, "take-evidence-back")
    if not await store.take_back(work, ground, document_id):
        raise NotFound
    await work.tell(events.EvidenceTakenBack(**_told(ground, document_id)))


async def list_evidence(
    work: UnitOfWork, kind: EvidenceOf, person_id: UUID, ground_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """The evidence of a ground, as far as the caller may see it; one more than `limit` if there is.

    Raises:
        NotFound: no such ground of this person that the caller may see.
    """
    return await store.list_some(work, await _ground(work, kind, person_id, ground_id), after, limit)


async def _ground(work: UnitOfWork, kind: EvidenceOf, person_id: UUID, ground_id: UUID) -> Ground:
    await standing_to(work, person_id)
    opened = open_consent if kind is EvidenceOf.CONSENT else open_mandate
    row = await opened(work, person_id, ground_id)
    return Ground(kind, ground_id, person_id, row["municipality_id"], row["agency_id"])


async def _document(work: UnitOfWork, document_id: UUID, operation: str) -> asyncpg.Record:
    document = await store.open_one(work, document_id, operation)
    if document is None:
        raise not_found(work, operation)
    return document


def _told(ground: Ground, document_id: UUID) -> dict[str, Any]:
    return {
        "ground_id": ground.id,
        "ground_kind": ground.kind,
        "person_id": ground.person_id,
        "document_id": document_id,
    }
