"""Attach documents to one's own messages, and fetch those that are named to oneself."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.accounts.domain import Speaker
from services.cases.conversations import events
from services.cases.conversations.actions.own import load_own, must_take_words
from services.cases.conversations.actions.reading import told_of
from services.cases.conversations.domain import must_be_few, must_be_on_a_case
from services.cases.conversations.policy import ATTACH_OWN, OWN_RULES, TAKE_PART
from services.cases.conversations.store import attachments as attachment_store
from services.cases.conversations.store import own_documents as store
from services.cases.documents.actions.links import Fetched
from services.cases.documents.actions.receiving import Cabinet, Received
from services.cases.documents.domain.file_names import must_end_like
from services.cases.documents.domain.links import LIVES, Link
from services.cases.documents.events import DocumentAdded
from services.cases.timeline.actions import add_own_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.documents import Retention
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotFound


@dataclass(frozen=True)
class Named:
    """A file as its sender names it, and where in the request that stands."""

    file_name: str
    pointer: str


async def may_attach_own(
    work: UnitOfWork, caller: PersonActor, thread_id: UUID, message_id: UUID
) -> tuple[Speaker, asyncpg.Record]:
    """For whom the caller speaks, and the thread: asked before a long upload, and again after it.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotFound: no such message in a thread that they take part in.
        NotAllowed: it is somebody else's word.
        Conflict: it was retracted, names as many documents as one can, or nothing can be said there any more.
    """
    mine, thread, _ = await load_own(work, caller, thread_id, message_id, ATTACH_OWN)
    must_take_words(thread)
    must_be_on_a_case(thread["case_id"])
    must_be_few(len(await attachment_store.live(work, message_id)) + 1)
    return mine, thread


async def attach_own_document(
    work: UnitOfWork, caller: PersonActor, thread_id: UUID, message_id: UUID, named: Named, received: Received
) -> UUID:
    """Keep a document that a message of one's own names from then on: of its thread's category and case, held by its
    agency. It is seen by whoever may see what that agency holds, as each document of the case is.

    Raises:
        SpeaksForNobody, NotFound, NotAllowed, Conflict: as above.
        Invalid: the name ends like another kind of file.
    """
    mine, thread = await may_attach_own(work, caller, thread_id, message_id)
    must_end_like(named.file_name, received.content.kind, named.pointer)
    document = _document(mine, thread, named, received)
    await store.keep(work, document)
    held = {one: document[one] for one in ("municipality_id", "person_id", "agency_id")}
    await store.name(work, {"id": new_id(), "message_id": message_id, "document_id": document["id"], **held})
    await add_own_line(work, document | {"worker_id": None}, LineKind.DOCUMENT_ADDED, state=None)
    told = told_of(thread, mine.person_id)
    await work.tell(
        DocumentAdded(case_id=thread["case_id"], person_id=mine.person_id, document_id=document["id"], version=1)
    )
    await work.tell(events.AttachmentAdded(**told, message_id=message_id, document_id=document["id"]))
    received.keep()
    document_id: UUID = document["id"]
    return document_id


async def link_to_own(work: UnitOfWork, cabinet: Cabinet, caller: PersonActor, document_id: UUID) -> tuple[Link, str]:
    """A link for this account to a document that is named to it, with its signature.

    Raises:
        SpeaksForNobody: as above.
        NotFound: none that a message names which is theirs to see.
    """
    found = await read_own_document(work, caller, document_id, None, "link-to-own-document")
    link = own_link(caller, document_id, found["version"], int((work.now + LIVES).timestamp()))
    return link, link.signature(cabinet.secret)


async def follow_own_link(
    work: UnitOfWork, cabinet: Cabinet, caller: PersonActor, link: Link, signature: str
) -> Fetched:
    """The content to which a link leads, if this account may still see it.

    Raises:
        SpeaksForNobody: as above.
        NotFound: the link was not made here, or for somebody else, or it is not theirs to see now.
        LinkOver: it has lived its time.
        Unavailable: the place of contents does not answer.
    """
    link.must_hold(cabinet.secret, signature, work.now)
    row = await read_own_document(work, caller, link.document_id, link.version, "download-own-document")
    return Fetched(row, await cabinet.contents.opened(row["content_id"], row["size_bytes"], row["sha256"]))


async def read_own_document(
    work: UnitOfWork, caller: PersonActor, document_id: UUID, version: int | None, operation: str
) -> asyncpg.Record:
    """What is known of a document that is named to them; the look is logged.

    Raises:
        SpeaksForNobody: as above.
        NotFound: none that a message names which is theirs to see, or not in this version.
    """
    mine = await who_may(work, caller, OWN_RULES, TAKE_PART, operation)
    row = await store.open_one(work, mine, document_id, version, operation)
    if row is None:
        raise NotFound
    return row


def own_link(caller: PersonActor, document_id: UUID, version: int, expires: int) -> Link:
    """A link for an account, which is of no agency: both of its names are the account's."""
    return Link(document_id, version, expires, caller.account_id, caller.account_id)


def _document(mine: Speaker, thread: asyncpg.Record, named: Named, received: Received) -> dict[str, Any]:
    content = received.content
    of_the_thread = ("case_id", "municipality_id", "category", "sensitivity", "agency_id")
    return {
        **{one: thread[one] for one in of_the_thread},
        "id": new_id(),
        "person_id": mine.person_id,
        "account_id": mine.account_id,
        "relationship_id": mine.relationship_id,
        "retention": Retention.CASE_FILE,
        "file_name": named.file_name,
        "content_id": content.id,
        "content_type": content.kind,
        "size_bytes": content.size_bytes,
        "sha256": content.sha256,
        "scan": content.scan,
    }
