"""Documents in the database. Whatever shows one writes the access log in the same statement.

Their earlier versions stand in a table of their own, because each has a content of its own that can be fetched.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.accounts.predicate import said_by
from services.cases.documents.store import tables as _tables  # noqa: F401 - they belong to the schema
from services.cases.items.store.item_table import item_table
from services.cases.items.store.looks import read_one, read_page
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_CONTENT: Final = ("file_name", "retention", "content_id", "content_type", "size_bytes", "sha256", "scan")
_OF_EACH_VERSION: Final = ", ".join(
    (
        "version", "municipality_id", "person_id", "also_about", "category", "sensitivity", "agency_id", "worker_id",
        *_CONTENT, "changed_at", "changed_by_agency_id", "changed_by_id",
    )
)  # fmt: skip
_KEEP_EARLIER: Final = Statement(f"""
    INSERT INTO document_version (document_id, {_OF_EACH_VERSION})
    SELECT d.id, {_OF_EACH_VERSION} FROM document d WHERE d.id = :id
""")

DOCUMENTS: Final = replace(
    item_table("document", _CONTENT, beside=(f"{said_by('i')} AS sent_by",)), keep_earlier=_KEEP_EARLIER
)

_MAY_OPEN: Final = f"d.id = :id AND d.case_id = :case_id AND {may_read_about_all('d')}"
_VERSIONS: Final = Statement(
    read_page(
        f"""
        SELECT v.* FROM document_version v JOIN document d ON d.id = v.document_id
        WHERE {_MAY_OPEN} AND {may_read_about_all("v", "v.document_id")}
          AND (CAST(:after AS integer) IS NULL OR v.version > :after)""",
        "version",
        "document_id",
    )
)
_FETCH: Final = Statement(
    read_one(f"""
        SELECT one.* FROM (
            SELECT id, {_OF_EACH_VERSION} FROM document WHERE id = :id AND version = :version
            UNION ALL
            SELECT document_id, {_OF_EACH_VERSION} FROM document_version
            WHERE document_id = :id AND version = :version) AS one
        WHERE {may_read_about_all("one")} AND EXISTS (SELECT FROM document d WHERE {_MAY_OPEN})""")
)
_KEPT: Final = Statement("SELECT contents_kept(CAST(:ids AS uuid[]))")


async def earlier_versions(
    work: UnitOfWork, case_id: UUID, document_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a document was before, each version by its own category and sensitivity; one more than `limit`."""
    looked = look_values(work, "list-document-versions")
    return await work.rows(
        _VERSIONS, id=document_id, case_id=case_id, after=after, many=limit, **reader(work), **looked
    )


async def fetch(
    work: UnitOfWork, case_id: UUID, document_id: UUID, version: int, operation: str
) -> asyncpg.Record | None:
    """The content of one version, for a reader who may see that version and the present one; the look is logged."""
    looked = look_values(work, operation)
    return await work.row(_FETCH, id=document_id, case_id=case_id, version=version, **reader(work), **looked)


async def kept_among(work: UnitOfWork, content_ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of these contents a document has, or had. Housekeeping."""
    return frozenset(await work.value(_KEPT, ids=list(content_ids)))
