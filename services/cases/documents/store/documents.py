"""Documents in the database. Whatever shows one writes the access log in the same statement."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.documents.store import tables as _tables  # noqa: F401 - they belong to the schema
from services.cases.documents.store.looking import looking_at
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_OF_EACH_VERSION: Final = (
    "municipality_id", "person_id", "also_about", "category", "sensitivity", "agency_id", "worker_id", "file_name",
    "retention", "content_id", "content_type", "size_bytes", "sha256", "scan", "changed_at", "changed_by_agency_id",
    "changed_by_id",
)  # fmt: skip
_DOCUMENT: Final = ("id", "case_id", "version", "written_at", *_OF_EACH_VERSION)
_CHANGING: Final = (
    "category", "sensitivity", "file_name", "retention", "content_id", "content_type", "size_bytes", "sha256", "scan",
)  # fmt: skip
SHOWN: Final = ", ".join(f"d.{column}" for column in _DOCUMENT)
_KEEP = Statement(f"""
    INSERT INTO document ({", ".join(_DOCUMENT)}) VALUES ({", ".join(f":{column}" for column in _DOCUMENT)})
""")
_LOCK = Statement("SELECT true FROM document WHERE id = :id FOR UPDATE")
_MAY_OPEN = f"d.id = :id AND d.case_id = :case_id AND {may_read_about_all('d')}"
_OPEN = Statement(looking_at(f"SELECT {SHOWN} FROM document d WHERE {_MAY_OPEN}"))
_LIST = Statement(
    looking_at(
        f"""
        SELECT {SHOWN} FROM document d
        WHERE d.case_id = :case_id AND {may_read_about_all("d")}
          AND (CAST(:after AS uuid) IS NULL OR d.id > :after)
        ORDER BY d.id LIMIT :limit + 1""",
        "(SELECT * FROM seen ORDER BY id LIMIT :limit)",
    )
    + " ORDER BY id"
)
_VERSIONS = Statement(
    looking_at(
        f"""
        SELECT v.* FROM document_version v JOIN document d ON d.id = v.document_id
        WHERE {_MAY_OPEN} AND {may_read_about_all("v")} AND (CAST(:after AS integer) IS NULL OR v.version > :after)
        ORDER BY v.version LIMIT :limit + 1""",
        "(SELECT * FROM seen ORDER BY version LIMIT :limit)",
    )
    + " ORDER BY version"
)
_FETCH = Statement(
    looking_at(f"""
        SELECT one.* FROM (
            SELECT version, {", ".join(_OF_EACH_VERSION)} FROM document WHERE id = :id AND version = :version
            UNION ALL
            SELECT version, {", ".join(_OF_EACH_VERSION)} FROM document_version
            WHERE document_id = :id AND version = :version) AS one
        WHERE {may_read_about_all("one")} AND EXISTS (SELECT FROM document d WHERE {_MAY_OPEN})""")
)
_KEEP_EARLIER = Statement(f"""
    INSERT INTO document_version (document_id, version, {", ".join(_OF_EACH_VERSION)})
    SELECT d.id, d.version, {", ".join(f"d.{column}" for column in _OF_EACH_VERSION)} FROM document d WHERE d.id = :id
""")
_CHANGE = Statement(f"""
    UPDATE document SET {", ".join(f"{column} = :{column}" for column in _CHANGING)}, version = version + 1,
        changed_at = :now, changed_by_agency_id = :reader_agency, changed_by_id = :reader
    WHERE id = :id
""")
_KEPT = Statement("SELECT contents_kept(CAST(:ids AS uuid[]))")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new document, in its first version."""
    by = reader(work)
    await work.run(
        _KEEP,
        **values,
        agency_id=by["reader_agency"],
        worker_id=by["reader"],
        version=1,
        written_at=work.now,
        changed_at=work.now,
        changed_by_agency_id=by["reader_agency"],
        changed_by_id=by["reader"],
    )


async def lock(work: UnitOfWork, document_id: UUID) -> None:
    """Make simultaneous changes wait for each other."""
    await work.run(_LOCK, id=document_id)


async def open_one(work: UnitOfWork, case_id: UUID, document_id: UUID, operation: str) -> asyncpg.Record | None:
    """One document of a case that the reader may see; the look is logged."""
    looked = look_values(work, operation)
    return await work.row(_OPEN, id=document_id, case_id=case_id, **reader(work), **looked)


async def list_some(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Documents of a case that the reader may see, in the order of their adding; one more than `limit` if there is."""
    looked = look_values(work, "list-documents")
    return await work.rows(_LIST, case_id=case_id, after=after, limit=limit, **reader(work), **looked)


async def earlier_versions(
    work: UnitOfWork, case_id: UUID, document_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a document was before, each version by its own category and sensitivity; one more than `limit`."""
    looked = look_values(work, "list-document-versions")
    return await work.rows(
        _VERSIONS, id=document_id, case_id=case_id, after=after, limit=limit, **reader(work), **looked
    )


async def fetch(
    work: UnitOfWork, case_id: UUID, document_id: UUID, version: int, operation: str
) -> asyncpg.Record | None:
    """The content of one version, for a reader who may see that version and the present one; the look is logged."""
    looked = look_values(work, operation)
    return await work.row(_FETCH, id=document_id, case_id=case_id, version=version, **reader(work), **looked)


async def change(work: UnitOfWork, document_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep the earlier version, then the present one."""
    await work.run(_KEEP_EARLIER, id=document_id)
    await work.run(_CHANGE, id=document_id, **values, **reader(work))


async def kept_among(work: UnitOfWork, content_ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of these contents a document has, or had. Housekeeping."""
    return frozenset(await work.value(_KEPT, ids=list(content_ids)))
