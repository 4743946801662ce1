"""Breaches in the database, and whom they concern as the access log says."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.governance.store.tables import breach
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement(sa.insert(breach).values({column.name: sa.bindparam(column.name) for column in breach.columns}))
_OPEN = Statement("SELECT b.* FROM breach b WHERE b.id = :id AND b.agency_id = :agency_id")
_LOCKED = Statement("SELECT b.* FROM breach b WHERE b.id = :id AND b.agency_id = :agency_id FOR UPDATE")
_LIST = Statement("""
    SELECT b.* FROM breach b
    WHERE b.agency_id = :agency_id AND (CAST(:before AS uuid) IS NULL OR b.id < :before)
    ORDER BY b.id DESC LIMIT :limit
""")
_CHANGE = Statement("""
    UPDATE breach SET risk = :risk, risk_because = :risk_because, authority_told_at = :authority_told_at,
        authority_reference = :authority_reference, why_late = :why_late, people_told_at = :people_told_at,
        people_told_how = :people_told_how, measures = :measures, closed_at = :closed_at, version = version + 1
    WHERE id = :id
""")
CHANGED: Final = (
    "risk",
    "risk_because",
    "authority_told_at",
    "authority_reference",
    "why_late",
    "people_told_at",
    "people_told_how",
    "measures",
    "closed_at",
)
"""What a breach learns after it was recorded."""

_LINES: Final = """
    breach b JOIN access_log l ON l.agency_id = b.agency_id AND l.at >= b.happened_from AND l.at < b.happened_until
        AND (b.worker_id IS NULL OR l.subject_id = b.worker_id) AND l.person_id IS NOT NULL
        AND l.act IN ('opened', 'search_hit') AND (b.categories = '{}' OR l.categories && b.categories)"""
_OF_THE_AGENCY: Final = "b.id = :id AND b.agency_id = :agency_id"
_LOGGED: Final = logging_looks(
    "(SELECT * FROM concerned WHERE nth <= :many) c",
    act="'search_hit'",
    person_id="c.person_id",
    municipality_id="c.municipality_id",
    categories="'{}'",
    grounds="ARRAY['breach:' || CAST(:id AS text)]",
)
_AFFECTED = Statement(f"""
    WITH concerned AS MATERIALIZED (
        SELECT l.person_id, (array_agg(l.municipality_id))[1] AS municipality_id, min(l.at) AS first_at,
               max(l.at) AS last_at, CAST(count(DISTINCT l.id) AS integer) AS looks,
               coalesce(array_agg(DISTINCT c.category) FILTER (WHERE c.category IS NOT NULL), '{{}}') AS categories,
               row_number() OVER (ORDER BY l.person_id) AS nth
        FROM {_LINES} LEFT JOIN LATERAL unnest(l.categories) AS c (category) ON true
        WHERE {_OF_THE_AGENCY} AND (CAST(:after AS uuid) IS NULL OR l.person_id > :after)
        GROUP BY l.person_id ORDER BY l.person_id LIMIT (SELECT CAST(:many AS integer)) + 1),
    logged AS ({_LOGGED})
    SELECT * FROM concerned ORDER BY person_id
""")
_COUNT = Statement(f"SELECT CAST(count(DISTINCT l.person_id) AS integer) FROM {_LINES} WHERE {_OF_THE_AGENCY}")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new breach."""
    await work.run(_KEEP, **values)


async def open_one(
    work: UnitOfWork, breach_id: UUID, agency_id: UUID, *, for_change: bool = False
) -> asyncpg.Record | None:
    """One breach of an agency."""
    return await work.row(_LOCKED if for_change else _OPEN, id=breach_id, agency_id=agency_id)


async def list_some(work: UnitOfWork, agency_id: UUID, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Breaches of an agency, latest first."""
    return await work.rows(_LIST, agency_id=agency_id, before=before, limit=limit)


async def change(work: UnitOfWork, breach_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep what was learned or done."""
    await work.run(_CHANGE, id=breach_id, **{name: values[name] for name in CHANGED})


async def affected(
    work: UnitOfWork, breach_id: UUID, agency_id: UUID, after: UUID | None, many: int
) -> list[asyncpg.Record]:
    """Whose records were looked at in that time, by that worker, in these categories; the looks are logged."""
    looked = look_values(work, "list-affected-by-breach")
    return await work.rows(_AFFECTED, id=breach_id, agency_id=agency_id, after=after, many=many, **looked)


async def count_affected(work: UnitOfWork, breach_id: UUID, agency_id: UUID) -> int:
    """How many they are."""
    found: int = await work.value(_COUNT, id=breach_id, agency_id=agency_id)
    return found
