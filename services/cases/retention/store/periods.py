"""For how long agencies keep what they write, in the database. It is about nobody."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.retention.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_COLUMNS: Final = """id, municipality_id, agency_id, worker_id, category, kind, counted_from, months, article,
    written_at, takes_effect_at, retired_at"""
_KEEP: Final = Statement(f"""
    INSERT INTO retention_period ({_COLUMNS})
    VALUES (:id, :municipality_id, :agency_id, :worker_id, :category, :kind, :counted_from, :months, :article, :now,
        :takes_effect_at, NULL)
""")
_OPEN: Final = Statement(f"""
    SELECT {_COLUMNS} FROM retention_period WHERE id = :id AND municipality_id = ANY (CAST(:municipalities AS uuid[]))
""")
_LIST: Final = Statement(f"""
    SELECT {_COLUMNS} FROM retention_period
    WHERE municipality_id = ANY (CAST(:municipalities AS uuid[])) AND retired_at IS NULL
      AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id)
      AND (CAST(:after AS uuid) IS NULL OR id > :after)
    ORDER BY id LIMIT :limit
""")
_RETIRE: Final = Statement("""
    UPDATE retention_period SET retired_at = :now, retired_by = :by WHERE id = :id AND retired_at IS NULL
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new rule."""
    await work.run(_KEEP, **values, now=work.now)


async def open_one(work: UnitOfWork, rule_id: UUID, municipalities: Sequence[UUID]) -> asyncpg.Record | None:
    """One rule of these municipalities, in use or retired."""
    return await work.row(_OPEN, id=rule_id, municipalities=list(municipalities))


async def list_some(
    work: UnitOfWork, municipalities: Sequence[UUID], agency_id: UUID | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Rules in use in these municipalities, in the order of writing."""
    return await work.rows(_LIST, municipalities=list(municipalities), agency_id=agency_id, after=after, limit=limit)


async def retire(work: UnitOfWork, rule_id: UUID, by: UUID) -> bool:
    """Keep that nothing is deleted by it any more; False when that was so."""
    return bool(await work.run(_RETIRE, id=rule_id, by=by, now=work.now))
