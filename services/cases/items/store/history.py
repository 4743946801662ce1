"""What items said before, each version by its own category and sensitivity."""

from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.items.store.looks import read_page
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_LIST = Statement(
    read_page(
        f"""
        SELECT v.item_id, v.version, v.category, v.sensitivity, v.content, v.written_at, v.written_by_agency_id,
               v.written_by_id, v.person_id, v.also_about, v.agency_id, v.worker_id
        FROM earlier_version v
        WHERE v.item_id = :item_id AND {may_read_about_all("v", "v.item_id")}
          AND (CAST(:after AS integer) IS NULL OR v.version > :after)""",
        "version",
        "item_id",
    )
)


async def list_some(
    work: UnitOfWork, item_id: UUID, after: int | None, limit: int, operation: str
) -> list[asyncpg.Record]:
    """Earlier versions that the reader may see, oldest first; one more than `limit`, not logged."""
    looked = look_values(work, operation)
    return await work.rows(_LIST, item_id=item_id, after=after, many=limit, **reader(work), **looked)
