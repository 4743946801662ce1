"""Name documents in messages, and take them off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.conversations import events
from services.cases.conversations.actions.reading import decide_on_message, load_message_for_change, told_of
from services.cases.conversations.domain import must_be_few, must_stand
from services.cases.conversations.policy import CORRECT_MESSAGE, READ_RETRACTED
from services.cases.conversations.store import attachments as store
from services.cases.conversations.store import messages as message_store
from services.cases.coordination.actions.decisions import not_found
from services.cases.items.actions import tell_each
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import FieldError, Invalid

_UNKNOWN = (
    "There is no such document of the case or these people that you see.",
    "Vous ne voyez aucun document ainsi désigné dans l'accompagnement ni chez ces personnes.",
)


@dataclass(frozen=True)
class Naming:
    """A message that names documents.

    Attributes:
        thread: its ids, by column.
        people: whom the thread is about.
    """

    thread: Mapping[str, Any] | asyncpg.Record
    people: Sequence[UUID]
    municipality_id: UUID
    message_id: UUID


async def attach_all(work: UnitOfWork, naming: Naming, document_ids: Sequence[UUID], pointer: str) -> None:
    """Let a new message name documents.

    Args:
        pointer: where in the request they are named.

    Raises:
        Invalid: the writer does not see one of them, or it is of another case and about nobody in the thread.
        NotFound: one was deleted in this moment.
    """
    if not document_ids:
        return
    fitting = await _that_fit(work, naming, document_ids)
    wrong = [number for number, document_id in enumerate(document_ids) if document_id not in fitting]
    if wrong:
        raise Invalid(errors=[FieldError(f"{pointer}/{number}", "unknown_document", *_UNKNOWN) for number in wrong])
    await _keep(work, naming, document_ids)


async def attach(work: UnitOfWork, actor: Actor, thread_id: UUID, message_id: UUID, document_id: UUID) -> None:
    """Let a message that the caller wrote name a document; naming it again changes nothing.

    Raises:
        NotFound: no such message, or no such document of the case or these people, that the caller may see.
        NotAllowed: somebody else wrote the message.
        Conflict: it was retracted, or names as many documents as one can.
    """
    naming = await _load_for_change(work, actor, thread_id, message_id)
    if not await _that_fit(work, naming, [document_id]):
        raise not_found(work, "attach-document")
    named = await store.live(work, message_id)
    if document_id not in named:
        must_be_few(len(named) + 1)
        await _keep(work, naming, [document_id])


async def take_off(work: UnitOfWork, actor: Actor, thread_id: UUID, message_id: UUID, document_id: UUID) -> None:
    """Let a message that the caller wrote not name a document any more. That it did is kept.

    Raises:
        NotFound: no such message that the caller may see, or it names no such document that they may see.
        NotAllowed: somebody else wrote the message.
        Conflict: it was retracted.
    """
    naming = await _load_for_change(work, actor, thread_id, message_id)
    is_seen = bool(await _that_fit(work, naming, [document_id]))
    if not is_seen or not await store.take_off(work, message_id, document_id):
        raise not_found(work, "take-document-off")
    await _tell(work, events.AttachmentTakenOff, naming, document_id)


async def list_attachments(
    work: UnitOfWork, actor: Actor, thread_id: UUID, message_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What a message names and named, in the order of naming; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such message in this thread that the caller may see.
        NotAllowed: it was retracted, and the caller neither wrote it nor supervises in the agency that did.
    """
    message = await message_store.open_one(work, thread_id, message_id, "list-attachments")
    if message is None:
        raise not_found(work, "list-attachments")
    if message["retracted_at"] is not None:
        decide_on_message(work, READ_RETRACTED, actor, message)
    return await store.list_some(work, message_id, after, limit)


async def _load_for_change(work: UnitOfWork, actor: Actor, thread_id: UUID, message_id: UUID) -> Naming:
    thread, message = await load_message_for_change(work, thread_id, message_id)
    decide_on_message(work, CORRECT_MESSAGE, actor, message.row)
    must_stand(is_retracted=message.row["retracted_at"] is not None)
    return Naming(thread, message.people, thread["municipality_id"], message_id)


async def _that_fit(work: UnitOfWork, naming: Naming, document_ids: Sequence[UUID]) -> frozenset[UUID]:
    return await store.that_fit(work, document_ids, naming.thread["case_id"], naming.people)


async def _keep(work: UnitOfWork, naming: Naming, document_ids: Sequence[UUID]) -> None:
    of_message = {
        "message_id": naming.message_id,
        "municipality_id": naming.municipality_id,
        "person_id": naming.people[0],
    }
    await store.keep(work, [{"id": new_id(), "document_id": one, **of_message} for one in document_ids])
    for document_id in document_ids:
        await _tell(work, events.AttachmentAdded, naming, document_id)


async def _tell(
    work: UnitOfWork,
    event: type[events.AttachmentAdded | events.AttachmentTakenOff],
    naming: Naming,
    document_id: UUID,
) -> None:
    named = {"message_id": naming.message_id, "document_id": document_id}
    await tell_each(work, naming.people, lambda one: event(**told_of(naming.thread, one), **named))
