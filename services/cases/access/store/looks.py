"""The access log in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

_KEEP_TOLD_LOOK = Statement("""
    INSERT INTO access_log
        (at, id, decision_id, act, person_id, municipality_id, categories, subject_id, agency_id, roles, purpose,
         grounds, operation)
    VALUES (:at, :id, :decision_id, :act, :person_id, :municipality_id, '{}', :subject_id, :agency_id, '{}', :purpose,
            :grounds, 'look-at-referral')
""")
_LINE = Statement("""
    SELECT * FROM access_log
    WHERE person_id = :person_id AND id = :look_id AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id)
""")
_LOOKS = Statement("""
    SELECT at, id, decision_id, act, operation, categories, subject_id, agency_id, roles, purpose, grounds
    FROM access_log
    WHERE person_id = :person_id AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id)
      AND (CAST(:before_at AS timestamptz) IS NULL OR (at, id) < (:before_at, CAST(:before_id AS uuid)))
    ORDER BY at DESC, id DESC LIMIT :limit
""")


async def keep_told_looks(work: UnitOfWork, looks: Sequence[Mapping[str, Any]]) -> None:
    """Keep lines of the access log that another service told."""
    await work.run_many(_KEEP_TOLD_LOOK, [{"id": new_id(), **look} for look in looks])


async def looks_at(
    work: UnitOfWork, person_id: UUID, agency_id: UUID | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Looks at a person's record, latest first: one agency's, or everybody's."""
    at, look_id = before or (None, None)
    return await work.rows(
        _LOOKS, person_id=person_id, agency_id=agency_id, before_at=at, before_id=look_id, limit=limit
    )


async def line_of(work: UnitOfWork, person_id: UUID, look_id: UUID, agency_id: UUID | None) -> asyncpg.Record | None:
    """One line about a person with all its columns, as it is sealed."""
    return await work.row(_LINE, person_id=person_id, look_id=look_id, agency_id=agency_id)
