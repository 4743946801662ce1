"""Documents that are due, and contents whose documents are gone, in the database. Background work.

A slice of documents is locked before it is asked what keeps each of them; what names a document (evidence, a hold)
locks it by its foreign key. So nothing that keeps a document can come between the question and the deletion.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.documents.store import retention_tables as _tables  # noqa: F401 - they belong to the schema
from services.cases.items.store import tombstones
from services.cases.items.store.holding import begin_to_delete
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.retention import DeletedBecause
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_LOCK: Final = Statement("""
    SELECT d.id, d.case_id, d.municipality_id, d.person_id, d.also_about, d.category, d.sensitivity, d.agency_id,
           d.worker_id, d.version, d.retention
    FROM document d WHERE d.look_again_at <= :now ORDER BY d.look_again_at, d.id LIMIT :many FOR UPDATE SKIP LOCKED
""")
_LOCK_THOSE: Final = Statement("""
    SELECT d.id, d.case_id, d.municipality_id, d.person_id, d.also_about, d.category, d.sensitivity, d.agency_id,
           d.worker_id, d.version, d.retention
    FROM document d WHERE d.id = ANY (CAST(:ids AS uuid[])) ORDER BY d.id FOR UPDATE
""")
_THROUGH: Final = Statement("""
    SELECT d.id, d.agency_id, d.municipality_id, d.retention FROM document d
    WHERE CAST(:after AS uuid) IS NULL OR d.id > :after ORDER BY d.id LIMIT :many
""")
_LOCK_EVIDENCE: Final = Statement("""
    SELECT true FROM document_evidence e WHERE e.document_id = ANY (CAST(:ids AS uuid[])) FOR UPDATE
""")
_WHAT_KEEPS: Final = Statement("SELECT * FROM what_keeps(CAST(:ids AS uuid[]), :now)")
_LOOK_AGAIN: Final = Statement("UPDATE document SET look_again_at = :at WHERE id = :id")
_LET_GO: Final = Statement("""
    INSERT INTO content_to_delete (content_id, deleted_at)
    SELECT d.content_id, CAST(:now AS timestamptz) FROM document d WHERE d.id = ANY (CAST(:ids AS uuid[]))
    UNION
    SELECT v.content_id, :now FROM document_version v WHERE v.document_id = ANY (CAST(:ids AS uuid[]))
""")
_DELETE: Final = tuple(
    Statement(f"DELETE FROM {table} WHERE {column} = ANY (CAST(:ids AS uuid[]))")
    for table, column in (
        ("document_version", "document_id"),
        ("document_evidence", "document_id"),
        ("document_hold", "document_id"),
        ("document", "id"),
    )
)
_CONTENTS: Final = Statement("""
    SELECT content_id FROM content_to_delete WHERE deleted_at <= :until
    ORDER BY deleted_at, content_id LIMIT :many FOR UPDATE SKIP LOCKED
""")
_CONTENTS_GONE: Final = Statement("DELETE FROM content_to_delete WHERE content_id = ANY (CAST(:ids AS uuid[]))")


async def lock_some(work: UnitOfWork, many: int) -> list[asyncpg.Record]:
    """Documents of which it is time to ask whether they are due; those that somebody changes now are passed over."""
    locked = await work.rows(_LOCK, now=work.now, many=many)
    await work.rows(_LOCK_EVIDENCE, ids=[document["id"] for document in locked])
    about = ((one["id"], one["case_id"], one["person_id"], *one["also_about"]) for one in locked)
    await begin_to_delete(work, (one for some in about for one in some))
    return locked


async def lock_those(work: UnitOfWork, document_ids: Sequence[UUID]) -> list[asyncpg.Record]:
    """These documents, with what names them as evidence, until the transaction ends."""
    locked = await work.rows(_LOCK_THOSE, ids=list(document_ids))
    await work.rows(_LOCK_EVIDENCE, ids=list(document_ids))
    return locked


async def some_after(work: UnitOfWork, after: UUID | None, many: int) -> list[asyncpg.Record]:
    """Documents in the order of their ids, whenever it is time to ask."""
    return await work.rows(_THROUGH, after=after, many=many)


async def what_keeps(work: UnitOfWork, document_ids: Sequence[UUID]) -> list[asyncpg.Record]:
    """For each of these documents, what decides for how long it is kept."""
    return await work.rows(_WHAT_KEEPS, ids=list(document_ids), now=work.now)


async def look_again(work: UnitOfWork, when: Sequence[tuple[UUID, datetime]]) -> None:
    """Keep when to ask again."""
    await work.run_many(_LOOK_AGAIN, [{"id": document_id, "at": at} for document_id, at in when])


async def delete(
    work: UnitOfWork,
    documents: Mapping[UUID, asyncpg.Record],
    rules: Mapping[UUID, UUID],
    because: DeletedBecause = DeletedBecause.RETENTION,
) -> None:
    """Delete documents with all that hangs on them, leave a tombstone of each, and remember their contents, which go
    next.

    Args:
        rules: by which each is deleted.
    """
    due = list(rules)
    why = {"kind": ItemKind.DOCUMENT, "because": because}
    left = [{**documents[one], **why, "rule_id": rule_id} for one, rule_id in rules.items()]
    await tombstones.leave(work, left)
    await work.run(_LET_GO, ids=due, now=work.now)
    for statement in _DELETE:
        await work.run(statement, ids=due)


async def contents_of_the_deleted(work: UnitOfWork, until: datetime, many: int) -> list[UUID]:
    """Contents whose documents were deleted by then; those that another replica deletes now are passed over."""
    return [row["content_id"] for row in await work.rows(_CONTENTS, until=until, many=many)]


async def forget_contents(work: UnitOfWork, content_ids: Collection[UUID]) -> None:
    """Keep that these contents are gone."""
    await work.run(_CONTENTS_GONE, ids=list(content_ids))
