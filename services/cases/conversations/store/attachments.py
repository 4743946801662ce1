"""Which documents messages name, in the database.

They are shown with the message to whoever may see the message *and* the document, as it is now; to others nothing says
that there are any. That one was taken off is kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.conversations.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.items.store.looks import read_page
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound

_DOCUMENT: Final = """d.municipality_id, d.person_id, d.also_about, d.category, d.sensitivity, d.agency_id, d.worker_id,
    d.case_id, d.file_name, d.content_type, d.size_bytes"""

ATTACHED: Final = f"""
    SELECT a.message_id, a.document_id, d.id, {_DOCUMENT}
    FROM shown s
    JOIN message_attachment a ON a.message_id = s.id AND a.taken_off_at IS NULL
    JOIN document d ON d.id = a.document_id
    WHERE s.retracted_at IS NULL AND {may_read_about_all("d")}"""
"""A query for a statement with the CTE `shown` of messages: what those name that stand, as far as the reader sees."""

AS_ATTACHMENTS: Final = """coalesce((
        SELECT jsonb_agg(jsonb_build_object(
                   'document_id', x.document_id, 'case_id', x.case_id, 'file_name', x.file_name,
                   'content_type', x.content_type, 'size_bytes', x.size_bytes) ORDER BY x.document_id)
        FROM attached x WHERE x.message_id = s.id), '[]') AS attachments"""
"""Of the message `s`, in a statement with the CTE `attached`."""

_THAT_FIT = Statement(f"""
    SELECT d.id FROM document d
    WHERE d.id = ANY (CAST(:ids AS uuid[])) AND {may_read_about_all("d")}
      AND (d.case_id = CAST(:case_id AS uuid) OR d.person_id || d.also_about && CAST(:person_ids AS uuid[]))
""")
_KEEP = Statement("""
    INSERT INTO message_attachment (id, message_id, document_id, municipality_id, person_id, agency_id, worker_id,
        attached_at)
    VALUES (:id, :message_id, :document_id, :municipality_id, :person_id, :reader_agency, :reader, :now)
""")
_LIVE = Statement("SELECT document_id FROM message_attachment WHERE message_id = :message_id AND taken_off_at IS NULL")
_TAKE_OFF = Statement("""
    UPDATE message_attachment SET taken_off_at = :now
    WHERE message_id = :message_id AND document_id = :document_id AND taken_off_at IS NULL
""")
_LIST = Statement(
    read_page(
        f"""
        SELECT a.id, a.document_id, a.attached_at, a.taken_off_at, {_DOCUMENT}
        FROM message_attachment a JOIN document d ON d.id = a.document_id
        WHERE a.message_id = :message_id AND {may_read_about_all("d")}
          AND (CAST(:after AS uuid) IS NULL OR a.id > :after)""",
        "id",
        "document_id",
    )
)


async def that_fit(
    work: UnitOfWork, document_ids: Sequence[UUID], case_id: UUID | None, person_ids: Sequence[UUID]
) -> frozenset[UUID]:
    """Those of these documents that the reader may see, and that are of the case or about one of the people."""
    found = await work.rows(
        _THAT_FIT, ids=list(document_ids), case_id=case_id, person_ids=list(person_ids), **reader(work)
    )
    return frozenset(row["id"] for row in found)


async def keep(work: UnitOfWork, attachments: Sequence[Mapping[str, Any]]) -> None:
    """Keep what messages name.

    Raises:
        NotFound: a document was deleted in this moment.
    """
    try:
        await work.run_many(_KEEP, [{**one, **reader(work)} for one in attachments])
    except asyncpg.ForeignKeyViolationError:
        raise NotFound from None


async def live(work: UnitOfWork, message_id: UUID) -> frozenset[UUID]:
    """What a message names now, also what the reader does not see. Nothing of it is shown."""
    return frozenset(row["document_id"] for row in await work.rows(_LIVE, message_id=message_id))


async def take_off(work: UnitOfWork, message_id: UUID, document_id: UUID) -> bool:
    """Keep that a message does not name it any more; False when it did not."""
    return bool(await work.run(_TAKE_OFF, message_id=message_id, document_id=document_id, now=work.now))


async def list_some(work: UnitOfWork, message_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What a message names and named, as far as the reader may see it; one more than `limit`, not logged."""
    looked = look_values(work, "list-attachments")
    return await work.rows(_LIST, message_id=message_id, after=after, many=limit, **reader(work), **looked)
