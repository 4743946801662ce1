"""Destroy the keys of a municipality, so that what they closed is gone: announced first, carried out a week later.

All of it is done as the schema's owner. Copies of the database that hold the keys still open with the master key:
destroying is whole once their time is over too.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from shared.encryption.places import all_kept
from shared.encryption.ring import Connection

WAITS: Final = timedelta(days=7)
"""From the announcement, so that somebody can call it off."""

_ANNOUNCED: Final = """
    SELECT min(announced_at) FROM data_key WHERE municipality_id = $1 AND wrapped IS NOT NULL
    HAVING count(*) FILTER (WHERE announced_at IS NULL) < count(*)
"""
_ANNOUNCE: Final = """
    UPDATE data_key SET announced_at = coalesce(announced_at, $2) WHERE municipality_id = $1 AND wrapped IS NOT NULL
"""
_CALL_OFF: Final = """
    UPDATE data_key SET announced_at = NULL
    WHERE municipality_id = $1 AND wrapped IS NOT NULL AND announced_at IS NOT NULL
"""
_DESTROY: Final = """
    WITH gone AS (
        UPDATE data_key SET wrapped = NULL, destroyed_at = now()
        WHERE municipality_id = $1 AND wrapped IS NOT NULL RETURNING id)
    SELECT count(*) FROM gone
"""


async def what_becomes_unreadable(
    connection: Connection, metadata: sa.MetaData, municipality_id: UUID
) -> Mapping[str, int]:
    """How many rows of which columns hold something that nobody will be able to read any more."""
    counts = Counter[str]()
    async for kept in all_kept(connection, metadata):
        if kept.municipality_id == municipality_id and kept.values:
            counts[f"{kept.column.table.name}.{kept.column.name}"] += 1
    return counts


async def announced_at(connection: Connection, municipality_id: UUID) -> datetime | None:
    """When it was announced; None where it was not, or there is nothing left to destroy."""
    found: datetime | None = await connection.fetchval(_ANNOUNCED, municipality_id)
    return found


async def announce(connection: Connection, municipality_id: UUID, at: datetime) -> None:
    """Say that these keys will be destroyed; said again it changes nothing."""
    await connection.execute(_ANNOUNCE, municipality_id, at)


async def call_off(connection: Connection, municipality_id: UUID) -> None:
    """Nothing is destroyed."""
    await connection.execute(_CALL_OFF, municipality_id)


async def destroy(connection: Connection, municipality_id: UUID) -> int:
    """Destroy every key of a municipality, also one that was begun since; how many. It begins no other."""
    number: int = await connection.fetchval(_DESTROY, municipality_id)
    return number
