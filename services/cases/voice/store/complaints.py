"""Complaints in the database."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.voice.predicate import may_hear, reader
from services.cases.voice.store import said
from services.cases.voice.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_CONTENT: Final = ("text", "answer_due_on", "state")
_KEEP = Statement(said.keep("complaint", _CONTENT))
_READ = Statement(said.read("complaint"))
_LIST = Statement(said.page_of("complaint", said.OF_A_CASE, "id"))
_UNANSWERED = Statement(
    said.page_of(
        "complaint",
        """w.about_agency_id = :reader_agency AND w.state <> 'answered'
       AND (CAST(:after_due_on AS date) IS NULL
            OR (w.answer_due_on, w.id) > (:after_due_on, CAST(:after_id AS uuid)))""",
        "answer_due_on, id",
    )
)
_LOCK = Statement(f"""
    SELECT w.* FROM complaint w WHERE w.case_id = :case_id AND w.id = :id AND {may_hear("w")} FOR NO KEY UPDATE
""")
_MOVE = Statement("""
    UPDATE complaint SET state = :state, acknowledged_at = coalesce(acknowledged_at, :now),
        answered_at = CASE WHEN CAST(:answer AS text) IS NOT NULL THEN CAST(:now AS timestamptz) END,
        answered_by_id = CASE WHEN CAST(:answer AS text) IS NOT NULL THEN CAST(:reader AS uuid) END,
        outcome = :outcome, answer = :answer
    WHERE id = :id
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new complaint."""
    await work.run(_KEEP, **values)


async def read(work: UnitOfWork, case_id: UUID, complaint_id: UUID, operation: str) -> asyncpg.Record | None:
    """One that the reader may hear; the look is logged."""
    looked = look_values(work, operation)
    return await work.row(_READ, case_id=case_id, id=complaint_id, **reader(work), **looked)


async def list_some(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those of a case that the reader may hear, in their order; one more than `limit`, not logged."""
    looked = look_values(work, "list-complaints")
    return await work.rows(_LIST, case_id=case_id, after=after, many=limit, **reader(work), **looked)


async def list_unanswered(work: UnitOfWork, after: tuple[date, UUID] | None, limit: int) -> list[asyncpg.Record]:
    """Those about the reader's agency that wait for an answer, what is due first; one more than `limit`, not logged.

    Args:
        after: by when the last one on the page before is answered, and its id: nothing is asked of that one again,
            which may be seen no more, or by somebody else.
    """
    due_on, last_id = after or (None, None)
    named = {"after_due_on": due_on, "after_id": last_id, "many": limit}
    looked = look_values(work, "list-unanswered-complaints")
    return await work.rows(_UNANSWERED, **named, **reader(work), **looked)


async def lock(work: UnitOfWork, case_id: UUID, complaint_id: UUID) -> asyncpg.Record | None:
    """One that the reader may hear, locked until the transaction ends; nothing of it is shown."""
    return await work.row(_LOCK, case_id=case_id, id=complaint_id, **reader(work))


async def move(
    work: UnitOfWork, complaint_id: UUID, state: str, outcome: str | None = None, answer: str | None = None
) -> None:
    """Keep how far it has come."""
    await work.run(_MOVE, id=complaint_id, state=state, outcome=outcome, answer=answer, **reader(work))
