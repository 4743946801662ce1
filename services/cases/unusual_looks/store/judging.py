"""What the background work reads and keeps: lines of the access log, traces of workers, and what it noticed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

TRANSACTIONS: Final = 2_000
"""How many are looked at together at most: however long nobody looked, a slice is small."""

_TAKE = Statement("SELECT tx, look_id FROM look_review FOR UPDATE SKIP LOCKED")
_FINISHED = Statement(
    "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) + transaction_offset()"
)
_LINES = Statement("""
    SELECT l.tx, l.id, l.at, l.act, l.operation, l.person_id, l.municipality_id, l.agency_id, l.subject_id AS worker_id,
           l.roles, z.time_zone
    FROM access_log l LEFT JOIN municipality_clock z ON z.municipality_id = l.municipality_id
    WHERE l.tx >= :tx AND l.tx < :until AND (l.tx, l.id) > (:tx, CAST(:look_id AS uuid))
    ORDER BY l.tx, l.id LIMIT :many
""")
_MOVE = Statement("UPDATE look_review SET tx = :tx, look_id = :look_id")
_TRACES = Statement("""
    SELECT t.agency_id, t.worker_id, t.person_id, t.municipality_id, t.opened_at, t.hits
    FROM unnest(CAST(:agencies AS uuid[]), CAST(:workers AS uuid[])) AS who (agency_id, worker_id)
    JOIN worker_trace t ON t.agency_id = who.agency_id AND t.worker_id = who.worker_id
    WHERE t.opened_at > :since OR t.person_id = ANY (CAST(:people AS uuid[]))
""")
_TIES = Statement("""
    SELECT agency_id, worker_id, person_id, works_with_them, lives_near
    FROM ties_of_looks(CAST(:agencies AS uuid[]), CAST(:workers AS uuid[]), CAST(:people AS uuid[]),
                       CAST(:supervising AS boolean[]))
""")
_KEEP_TRACE = Statement("""
    INSERT INTO worker_trace (agency_id, worker_id, person_id, municipality_id, opened_at, hits, last_at)
    VALUES (:agency_id, :worker_id, :person_id, :municipality_id, :opened_at, :hits, :last_at)
    ON CONFLICT (agency_id, worker_id, person_id) DO UPDATE SET opened_at = EXCLUDED.opened_at, hits = EXCLUDED.hits,
        last_at = EXCLUDED.last_at, municipality_id = EXCLUDED.municipality_id
""")
_KEEP = Statement("""
    INSERT INTO unusual_look (id, rule_version_id, municipality_id, agency_id, worker_id, person_id, on_day, looked_at,
        look_id, many, by_officer, noticed_at)
    VALUES (:id, :rule_version_id, :municipality_id, :agency_id, :worker_id, :person_id, :on_day, :looked_at, :look_id,
        :many, :by_officer, :now)
    ON CONFLICT DO NOTHING
""")
_FORGET = Statement("DELETE FROM worker_trace WHERE last_at < :until")


async def take_progress(work: UnitOfWork) -> tuple[int, UUID] | None:
    """How far the log was looked at; None while another replica has it in hand. Held until the transaction ends."""
    row = await work.row(_TAKE)
    return None if row is None else (row["tx"], row["look_id"])


async def finished(work: UnitOfWork) -> int:
    """Every transaction with a smaller number has ended: no line comes after."""
    return int(await work.value(_FINISHED))


async def lines_after(work: UnitOfWork, tx: int, look_id: UUID, until: int, many: int) -> list[asyncpg.Record]:
    """Lines after this one and before a transaction, in the order of the log."""
    return await work.rows(_LINES, tx=tx, look_id=look_id, until=until, many=many)


async def move(work: UnitOfWork, tx: int, look_id: UUID) -> None:
    """Keep how far the log was looked at."""
    await work.run(_MOVE, tx=tx, look_id=look_id)


async def traces(
    work: UnitOfWork, workers: Sequence[tuple[UUID, UUID]], people: Sequence[UUID], since: datetime
) -> list[asyncpg.Record]:
    """What workers, each by agency and id, did about these people, and about whomever they opened since then."""
    agencies, ids = [agency for agency, _ in workers], [worker for _, worker in workers]
    return await work.rows(_TRACES, agencies=agencies, workers=ids, people=list(people), since=since)


async def ties(
    work: UnitOfWork, looks: Sequence[tuple[UUID, UUID, UUID]], supervising: Sequence[bool]
) -> list[asyncpg.Record]:
    """What workers are to people, each by agency, worker and person; a function of the owner tells it to this work."""
    agencies, workers, people = ([one[part] for one in looks] for part in range(3))
    return await work.rows(_TIES, agencies=agencies, workers=workers, people=people, supervising=list(supervising))


async def keep_traces(work: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what workers did of late."""
    await work.run_many(_KEEP_TRACE, rows)


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Keep what a rule noticed; False where it had that day."""
    return bool(await work.run(_KEEP, **values, now=work.now))


async def forget(work: UnitOfWork, until: datetime) -> None:
    """Delete traces that are older. Background work."""
    await work.run(_FORGET, until=until)
