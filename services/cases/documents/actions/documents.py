"""Add documents, correct and replace them, read what is known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import grant_authorship
from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.actions.grants import take_part
from services.cases.coordination.actions.writing import may_write
from services.cases.documents import events
from services.cases.documents.actions.receiving import Received
from services.cases.documents.domain.document import Content, Retention
from services.cases.documents.domain.file_names import must_end_like
from services.cases.documents.domain.kinds import Kind
from services.cases.documents.policy import ADD, CORRECT, ITEM_RULES, PEOPLE_RULES
from services.cases.documents.store import documents as store
from services.cases.items.actions import item_lines
from services.cases.items.policy import AboutItem
from services.cases.timeline.actions import add_lines, reclassify_lines
from services.cases.timeline.domain import LineKind
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Stale

_CHANGING = (
    "category", "sensitivity", "file_name", "retention", "content_id", "content_type", "size_bytes", "sha256", "scan",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """What is said of a document when it is added.

    Attributes:
        person_ids: about whom; empty for the one person of a case that has only one.
        name_pointer: where in the request the name stands.
    """

    person_ids: Sequence[UUID]
    category: Category
    sensitivity: Sensitivity
    retention: Retention
    file_name: str
    name_pointer: str


async def may_add(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewDocument) -> None:
    """Ask before a long upload what is decided again after it.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
    """
    await may_write(work, actor, ADD, case_id, command.person_ids, command.category, PEOPLE_RULES)


async def add_document(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewDocument, received: Received) -> UUID:
    """Add a document. Who may contribute need not be able to read; what they sent they see.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says; Invalid too where the name ends like another kind.
    """
    standings = await may_write(work, actor, ADD, case_id, command.person_ids, command.category, PEOPLE_RULES)
    must_end_like(command.file_name, received.content.kind, command.name_pointer)
    first, *others = [(standing.grants[0].person_id, standing.grants[0].municipality_id) for standing in standings]
    document_id = new_id()
    document = {
        "id": document_id,
        "case_id": case_id,
        "municipality_id": first[1],
        "person_id": first[0],
        "also_about": [person_id for person_id, _ in others],
        "category": command.category,
        "sensitivity": command.sensitivity,
        "retention": command.retention,
        "file_name": command.file_name,
        **_columns_of(received.content),
    }
    await store.keep(work, document)
    for person_id, municipality_id in (first, *others):
        await grant_authorship(work, person_id, municipality_id)
    await take_part(work, case_id)
    contributed = {"agency_id": actor.agency_id, "worker_id": actor.subject}
    await add_lines(work, *item_lines(actor, document | contributed, LineKind.DOCUMENT_ADDED, state=None))
    await _tell(work, events.DocumentAdded, document | {"version": 1})
    received.keep()
    return document_id


async def may_replace(work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID) -> asyncpg.Record:
    """One document that the caller may correct or replace. Asked before a long upload, and again after it.

    Raises:
        NotFound: no such document in this case that the caller may see.
        NotAllowed: the caller neither sent it nor supervises in the agency that did.
    """
    document = await read_document(work, case_id, document_id, "change-document")
    everybody = (document["person_id"], *document["also_about"])
    for person_id in everybody:
        work.lies_in(person_id, document["municipality_id"])
    decide_about(work, ITEM_RULES, CORRECT, actor, AboutItem(document["agency_id"], document["worker_id"]), everybody)
    return document


async def _load_for_change(
    work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID, version: int
) -> asyncpg.Record:
    """As `may_replace`, locked until the transaction ends.

    Raises:
        Stale: somebody changed it since.
    """
    await store.lock(work, document_id)
    document = await may_replace(work, actor, case_id, document_id)
    if document["version"] != version:
        raise Stale
    return document


async def correct_document(
    work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Correct name, category, sensitivity or retention; the earlier version is kept.

    Raises:
        NotFound, NotAllowed, Stale: as `may_replace` says, and of a version that is past.
        Invalid: the name ends like another kind of file.
    """
    document = await _load_for_change(work, actor, case_id, document_id, version)
    present = {name: document[name] for name in _CHANGING}
    wanted = present | dict(changes)
    must_end_like(wanted["file_name"], Kind(wanted["content_type"]), "#/file_name")
    if wanted != present:
        await store.change(work, document_id, wanted)
        await reclassify_lines(work, document_id, Category(wanted["category"]), Sensitivity(wanted["sensitivity"]))
        await _tell(work, events.DocumentCorrected, {**document, "version": version + 1})
    return document_id


async def replace_content(
    work: UnitOfWork,
    actor: Actor,
    case_id: UUID,
    document_id: UUID,
    version: int,
    named: tuple[str, str],
    received: Received,
) -> UUID:
    """Give a document a new content; the earlier one is kept.

    Args:
        named: the name of the file, and where in the request it stands.

    Raises:
        NotFound, NotAllowed, Stale: as `may_replace` says, and of a version that is past.
        Invalid: the name ends like another kind of file.
    """
    document = await _load_for_change(work, actor, case_id, document_id, version)
    name, pointer = named
    must_end_like(name, received.content.kind, pointer)
    present = {column: document[column] for column in _CHANGING}
    await store.change(work, document_id, present | _columns_of(received.content) | {"file_name": name})
    await add_lines(work, *item_lines(actor, document, LineKind.DOCUMENT_REPLACED, state=None))
    await _tell(work, events.DocumentReplaced, {**document, "version": version + 1})
    received.keep()
    return document_id


async def read_document(work: UnitOfWork, case_id: UUID, document_id: UUID, operation: str) -> asyncpg.Record:
    """What is known of one document; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    row = await store.open_one(work, case_id, document_id, operation)
    if row is None:
        raise not_found(work, operation)
    return row


async def list_documents(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Documents of a case that the caller may see, in the order of adding; one more than `limit` if there is.

    Raises:
        NotFound: neither the case nor anything in it is the caller's to see.
    """
    rows = await store.list_some(work, case_id, after, limit)
    if not rows:
        await read_case(work, case_id)
    return rows


async def list_versions(
    work: UnitOfWork, case_id: UUID, document_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a document was before, oldest first; one more than `limit` if there is.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    await read_document(work, case_id, document_id, "list-document-versions")
    return await store.earlier_versions(work, case_id, document_id, after, limit)


def _columns_of(content: Content) -> dict[str, Any]:
    return {
        "content_id": content.id,
        "content_type": content.kind,
        "size_bytes": content.size_bytes,
        "sha256": content.sha256,
        "scan": content.scan,
    }


async def _tell(
    work: UnitOfWork,
    event: type[events.DocumentAdded | events.DocumentReplaced | events.DocumentCorrected],
    document: Mapping[str, Any],
) -> None:
    await work.tell(
        *(
            event(
                case_id=document["case_id"],
                person_id=person_id,
                document_id=document["id"],
                version=document["version"],
            )
            for person_id in (document["person_id"], *document["also_about"])
        )
    )
