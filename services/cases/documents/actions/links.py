"""Links to contents: given for a few minutes to one caller, decided again when they are followed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import not_found
from services.cases.documents.actions.documents import read_document
from services.cases.documents.actions.receiving import Cabinet
from services.cases.documents.domain.links import LIVES, Link
from services.cases.documents.store import documents as store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Fetched:
    """A content on its way to whoever may read it.

    Attributes:
        row: what is known of it.
        blocks: its bytes; they fail before the last if they are not what was kept.
    """

    row: asyncpg.Record
    blocks: AsyncIterator[bytes]


async def link_to(work: UnitOfWork, actor: Actor, case_id: UUID, document_id: UUID, version: int | None) -> Link:
    """A link for this caller to a version of a document; the present one when none is named.

    Raises:
        NotFound: no such document in this case, or no such version of it, that the caller may see.
    """
    if version is None:
        version = (await read_document(work, case_id, document_id, "link-to-document"))["version"]
    elif await store.fetch(work, case_id, document_id, version, "link-to-document") is None:
        raise not_found(work, "link-to-document")
    return Link(document_id, version, int((work.now + LIVES).timestamp()), actor.agency_id, actor.subject)


async def follow_link(work: UnitOfWork, cabinet: Cabinet, case_id: UUID, link: Link, signature: str) -> Fetched:
    """The content to which a link leads, if its caller may still read it.

    Raises:
        NotFound: the link was not made here, or for somebody else, or what it leads to is not the caller's to see now.
        LinkOver: it has lived its time.
        Unavailable: the place of contents does not answer.
    """
    refusal = not_found(work, "download-document")
    link.must_hold(cabinet.secret, signature, work.now)
    row = await store.fetch(work, case_id, link.document_id, link.version, "download-document")
    if row is None:
        raise refusal
    return Fetched(row, await cabinet.contents.opened(row["content_id"], row["size_bytes"], row["sha256"]))
