"""What listings said before."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.referrals.directory.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_EVERY = """
    SELECT version, agency_id, municipality_ids, takes_referrals, vanished_at, until, details
    FROM listing_version WHERE listing_id = :id
    UNION ALL
    SELECT version, agency_id, municipality_ids, takes_referrals, vanished_at, NULL, details
    FROM listing WHERE id = :id
"""
_LATEST = Statement(f"SELECT * FROM ({_EVERY}) said ORDER BY version DESC LIMIT 100")
_AT = Statement(f"SELECT * FROM ({_EVERY}) said WHERE until IS NULL OR until > :at ORDER BY version LIMIT 1")


async def latest(work: UnitOfWork, listing_id: UUID) -> list[asyncpg.Record]:
    """The latest hundred, the present one first; none where there is no such listing."""
    return await work.rows(_LATEST, id=listing_id)


async def at(work: UnitOfWork, listing_id: UUID, moment: datetime) -> list[asyncpg.Record]:
    """The one that was there then, or the first where it was not listed yet."""
    return await work.rows(_AT, id=listing_id, at=moment)
