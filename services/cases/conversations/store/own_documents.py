"""Documents that people attach to their messages, and those that are named to them."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import logging_their_look, shown_to_them, themselves
from services.cases.conversations.store.own import IN_IT
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_COLUMNS: Final = (
    "id", "case_id", "municipality_id", "person_id", "category", "sensitivity", "agency_id", "account_id",
    "relationship_id", "retention", "file_name", "content_id", "content_type", "size_bytes", "sha256", "scan",
)  # fmt: skip
_KEEP = Statement(f"""
    INSERT INTO document ({", ".join(_COLUMNS)}, also_about, worker_id, version, written_at, changed_at,
        changed_by_agency_id, changed_by_id)
    VALUES ({", ".join(f":{one}" for one in _COLUMNS)}, '{{}}', NULL, 1, :now, :now, :agency_id, NULL)
""")
_NAME = Statement("""
    INSERT INTO message_attachment (id, message_id, document_id, municipality_id, person_id, agency_id, worker_id,
        attached_at)
    VALUES (:id, :message_id, :document_id, :municipality_id, :person_id, :agency_id, NULL, :now)
""")
_FOUND: Final = f"""
    SELECT d.id, d.version, d.category, d.file_name, d.content_id, d.content_type, d.size_bytes, d.sha256, d.scan
    FROM document d
    WHERE d.id = :id AND {shown_to_them("d")} AND EXISTS (
        SELECT FROM message_attachment a JOIN message m ON m.id = a.message_id JOIN thread t ON t.id = m.thread_id
        WHERE a.document_id = d.id AND a.taken_off_at IS NULL AND m.retracted_at IS NULL
          AND {shown_to_them("m")} AND {IN_IT})"""
_OPEN = Statement(f"""
    WITH shown AS MATERIALIZED ({_FOUND} AND (CAST(:version AS integer) IS NULL OR d.version = :version)),
    logged AS ({logging_their_look("(SELECT coalesce(array_agg(DISTINCT s.category), '{}') FROM shown s)")})
    SELECT * FROM shown
""")


async def keep(work: UnitOfWork, document: Mapping[str, Any]) -> None:
    """Keep what they sent, held by the agency to which they wrote."""
    await work.run(_KEEP, **document, now=work.now)


async def name(work: UnitOfWork, attachment: Mapping[str, Any]) -> None:
    """Keep that a message of theirs names it."""
    await work.run(_NAME, **attachment, now=work.now)


async def open_one(
    work: UnitOfWork, speaker: Speaker, document_id: UUID, version: int | None, operation: str
) -> asyncpg.Record | None:
    """A document that a message names which they are shown, in its present version; the look is logged.

    Args:
        version: the only one that will do.
    """
    return await work.row(_OPEN, id=document_id, version=version, **themselves(work, speaker, operation))
