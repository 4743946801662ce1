"""How attempts went, what was given up, and what is to be sent once more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_ATTEMPTS = Statement("""
    SELECT id, event_id, at, number, outcome, status, milliseconds FROM webhook_attempt
    WHERE webhook_id = :webhook_id AND (CAST(:after AS uuid) IS NULL OR id < :after)
      AND (CAST(:event_id AS uuid) IS NULL OR event_id = :event_id)
    ORDER BY id DESC LIMIT :limit
""")
_DEAD = Statement("""
    SELECT event_id, attempts, first_at, dead_at FROM webhook_waiting
    WHERE webhook_id = :webhook_id AND dead_at IS NOT NULL AND (CAST(:after AS uuid) IS NULL OR event_id > :after)
    ORDER BY event_id LIMIT :limit
""")
_REDRIVE = Statement("""
    UPDATE webhook_waiting SET attempts = 0, first_at = NULL, dead_at = NULL, next_at = :now
    WHERE webhook_id = :webhook_id AND dead_at IS NOT NULL
      AND (CAST(:event_ids AS uuid[]) IS NULL OR event_id = ANY (CAST(:event_ids AS uuid[])))
""")
_TEST = Statement("""
    INSERT INTO webhook_waiting (webhook_id, event_id, agency_id, system_id, municipality_id, position, attempts,
        next_at)
    SELECT id, :event_id, agency_id, system_id, municipality_id, 0, 0, :now FROM webhook WHERE id = :webhook_id
""")
_REPLAY: Final = """
    UPDATE webhook SET replay_place = least(place, {begins}), replay_until = least(place, {ends}),
        version = version + 1
    WHERE id = :webhook_id
"""
_REPLAY_AFTER = Statement(_REPLAY.format(begins="CAST(:after AS bigint)", ends="place"))
_REPLAY_BETWEEN = Statement(
    _REPLAY.format(
        begins="feed_place_at(CAST(:since AS timestamptz) - interval '10 minutes')",
        ends="coalesce(feed_place_at(CAST(:until AS timestamptz) + interval '10 minutes'), place)",
    )
)
_FORGET = Statement("DELETE FROM webhook_attempt WHERE at <= :until")


async def attempts(
    work: UnitOfWork, webhook_id: UUID, event_id: UUID | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """The latest first; of one event alone where one is named."""
    return await work.rows(_ATTEMPTS, webhook_id=webhook_id, event_id=event_id, after=after, limit=limit)


async def dead(work: UnitOfWork, webhook_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What was given up."""
    return await work.rows(_DEAD, webhook_id=webhook_id, after=after, limit=limit)


async def redrive(work: UnitOfWork, webhook_id: UUID, event_ids: Sequence[UUID] | None) -> None:
    """Try what was given up as if for the first time: these, or all."""
    await work.run(_REDRIVE, webhook_id=webhook_id, event_ids=event_ids, now=work.now)


async def add_test(work: UnitOfWork, webhook_id: UUID, event_id: UUID) -> None:
    """Have something sent that is about nobody."""
    await work.run(_TEST, webhook_id=webhook_id, event_id=event_id, now=work.now)


async def replay_after(work: UnitOfWork, webhook_id: UUID, after: int) -> None:
    """Read the feed once more from a place on, as far as it was read."""
    await work.run(_REPLAY_AFTER, webhook_id=webhook_id, after=after)


async def replay_between(work: UnitOfWork, webhook_id: UUID, since: datetime, until: datetime | None) -> None:
    """Read once more what happened between two moments, and a little around them."""
    await work.run(_REPLAY_BETWEEN, webhook_id=webhook_id, since=since, until=until)


async def forget(work: UnitOfWork, until: datetime) -> None:
    """Delete what was logged up to then. Background work."""
    await work.run(_FORGET, until=until)
