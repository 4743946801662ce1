"""Add documents, correct and replace them, read what is known of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.actions.writing import may_write
from services.cases.documents import events
from services.cases.documents.actions.receiving import Received
from services.cases.documents.domain.document import Content
from services.cases.documents.domain.file_names import must_end_like
from services.cases.documents.domain.kinds import Kind
from services.cases.documents.policy import ADD, CORRECT, ITEM_RULES, PEOPLE_RULES
from services.cases.documents.store import documents as store
from services.cases.documents.store.documents import DOCUMENTS
from services.cases.items.actions import (
    NewItem,
    Opened,
    change_item,
    everybody,
    find_item,
    keep_item,
    list_items,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.documents import Retention
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewDocument(NewItem):
    """What is said of a document when it is added.

    Attributes:
        name_pointer: where in the request the name stands.
    """

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
    content = {"retention": command.retention, "file_name": command.file_name, **_columns_of(received.content)}
    kind = LineKind.DOCUMENT_ADDED
    document_id = await keep_item(work, actor, DOCUMENTS, case_id, standings, command, content, kind)
    people = [one.person_id for one in standings]
    await tell_each(
        work,
        people,
        lambda one: events.DocumentAdded(case_id=case_id, person_id=one, document_id=document_id, version=1),
    )
    received.keep()
    return document_id


async def may_replace(work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID) -> None:
    """Ask before a long upload what is decided again after it.

    Raises:
        NotFound: no such document in this case that the caller may see.
        NotAllowed: the caller neither sent it nor supervises in the agency that did.
    """
    document = await find_item(work, DOCUMENTS, case_id, document_id)
    if document is None:
        raise not_found(work, "change-document")
    _decide(work, actor, document)


async def _load_for_change(work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID, version: int) -> Opened:
    """One document that the caller may correct or replace, locked until the transaction ends.

    Raises:
        NotFound, NotAllowed: as `may_replace` says.
        Stale: somebody changed it since.
    """
    document = await load_for_change(work, DOCUMENTS, case_id, document_id, None)
    _decide(work, actor, document.row)
    document.must_be_version(version)
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
    wanted = {**document.content, **changes}
    must_end_like(wanted["file_name"], Kind(wanted["content_type"]), "#/file_name")
    if document.changed_by(wanted):
        await change_item(work, actor, DOCUMENTS, document, wanted)
        await _tell_next_version(work, events.DocumentCorrected, document)
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
    wanted = {**document.content, **_columns_of(received.content), "file_name": name}
    await change_item(work, actor, DOCUMENTS, document, wanted, LineKind.DOCUMENT_REPLACED)
    await _tell_next_version(work, events.DocumentReplaced, document)
    received.keep()
    return document_id


async def read_document(work: UnitOfWork, case_id: UUID, document_id: UUID, operation: str) -> asyncpg.Record:
    """What is known of one document; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, DOCUMENTS, case_id, document_id, operation)


async def list_documents(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Documents of a case that the caller may see, in the order of adding; one more than `limit` if there is.

    Raises:
        NotFound: neither the case nor anything in it is the caller's to see.
    """
    return await list_items(work, DOCUMENTS, case_id, after, limit)


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


def _decide(work: UnitOfWork, actor: Actor, document: asyncpg.Record) -> None:
    written = AboutItem(document["agency_id"], document["worker_id"])
    decide_about(work, ITEM_RULES, CORRECT, actor, written, everybody(document))


async def _tell_next_version(
    work: UnitOfWork, event: type[events.DocumentReplaced | events.DocumentCorrected], document: Opened
) -> None:
    row = document.row
    await tell_each(
        work,
        document.people,
        lambda one: event(case_id=row["case_id"], person_id=one, document_id=row["id"], version=row["version"] + 1),
    )
