"""What goals and actions said before, each version by its own category and sensitivity."""

from uuid import UUID

import asyncpg

from services.cases.access.predicate import grounds, may_read_about_all, reader, shows
from services.cases.plans.store.looks import logging
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_LIST = Statement(f"""
    WITH found AS MATERIALIZED (
        SELECT v.item_id, v.version, v.category, v.sensitivity, v.content, v.written_at, v.written_by_agency_id,
               v.written_by_id, v.person_id, v.also_about, v.municipality_id, {grounds(shows("v"))} AS grounds
        FROM earlier_version v
        WHERE v.item_id = :item_id AND {may_read_about_all("v")}
          AND (CAST(:after AS integer) IS NULL OR v.version > :after)
        ORDER BY v.version LIMIT (SELECT CAST(:many AS integer)) + 1),
    page AS (SELECT * FROM found ORDER BY version LIMIT :many),
    logged AS ({logging("page")})
    SELECT * FROM found ORDER BY version
""")


async def list_some(
    work: UnitOfWork, item_id: UUID, after: int | None, limit: int, operation: str
) -> list[asyncpg.Record]:
    """Earlier versions that the reader may see, oldest first; one more than `limit`, not logged."""
    looked = look_values(work, operation)
    return await work.rows(_LIST, item_id=item_id, after=after, many=limit, **reader(work), **looked)
