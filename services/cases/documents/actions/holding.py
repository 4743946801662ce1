"""Hold documents back from deletion, and let them go."""

from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.documents import events
from services.cases.documents.actions.documents import read_document
from services.cases.documents.domain.retention import must_be_held
from services.cases.documents.policy import HOLD, HOLD_RULES, RELEASE, SEE_HOLDS, AboutHold
from services.cases.documents.store import holds as store
from services.cases.items.actions import everybody, tell_each
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id


async def hold_document(work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID, reason: str) -> UUID:
    """Keep a document whatever the rule says, until it is let go.

    Raises:
        NotFound: no such document in this case that the caller may see.
        NotAllowed: the caller is no privacy officer.
    """
    document = await read_document(work, case_id, document_id, "hold-document")
    _decide(work, HOLD, actor, document, actor.agency_id)
    hold_id = new_id()
    values = {
        "id": hold_id,
        "document_id": document_id,
        "municipality_id": document["municipality_id"],
        "person_id": document["person_id"],
        "reason": reason,
    }
    await store.keep(work, values)
    await _tell(work, events.DocumentHeld, document, hold_id)
    return hold_id


async def release_document(work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID, hold_id: UUID) -> UUID:
    """Let a document go from a hold; it is deleted when it is due, unless another hold is on it.

    Raises:
        NotFound: no such document in this case, or no such hold on it, that the caller may see.
        NotAllowed: the caller is no privacy officer of the agency that holds it.
        Conflict: it was let go before.
    """
    document = await read_document(work, case_id, document_id, "release-document")
    hold = await _open(work, document_id, hold_id, "release-document")
    _decide(work, RELEASE, actor, document, hold["agency_id"])
    must_be_held(is_released=not await store.release(work, hold_id))
    await _tell(work, events.DocumentReleased, document, hold_id)
    return hold_id


async def read_hold(work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID, hold_id: UUID) -> asyncpg.Record:
    """One hold; its reason only to the agency that holds.

    Raises:
        NotFound: no such document in this case, or no such hold on it, that the caller may see.
        NotAllowed: the caller is no privacy officer.
    """
    document = await read_document(work, case_id, document_id, "read-document-hold")
    _decide(work, SEE_HOLDS, actor, document, actor.agency_id)
    return await _open(work, document_id, hold_id, "read-document-hold")


async def list_holds(
    work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Who holds or held a document back, in the order of doing so; one more than `limit` if there is.

    Raises:
        NotFound: no such document in this case that the caller may see.
        NotAllowed: the caller is no privacy officer.
    """
    document = await read_document(work, case_id, document_id, "list-document-holds")
    _decide(work, SEE_HOLDS, actor, document, actor.agency_id)
    return await store.list_some(work, document_id, after, limit + 1)


async def _open(work: UnitOfWork, document_id: UUID, hold_id: UUID, operation: str) -> asyncpg.Record:
    hold = await store.open_one(work, document_id, hold_id)
    if hold is None:
        raise not_found(work, operation)
    return hold


def _decide(work: UnitOfWork, action: str, actor: Actor, document: asyncpg.Record, agency_id: UUID) -> None:
    for person_id in everybody(document):
        work.lies_in(person_id, document["municipality_id"])
    decide_about(work, HOLD_RULES, action, actor, AboutHold(agency_id), everybody(document))


async def _tell(
    work: UnitOfWork,
    event: type[events.DocumentHeld | events.DocumentReleased],
    document: asyncpg.Record,
    hold_id: UUID,
) -> None:
    named = {"case_id": document["case_id"], "document_id": document["id"], "hold_id": hold_id}
    await tell_each(work, everybody(document), lambda one: event(person_id=one, **named))
