"""How much each worker of an agency has to do: cases and duties are counted as far as the reader may see them."""

from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.coordination.domain.case import RISKS
from services.cases.coordination.predicate import may_see_case
from services.cases.duties.predicate import may_see_duty
from services.cases.tasks.domain.load import COUNTED_AT_MOST
from services.cases.territories.predicate import today_in
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_RISKS: Final = ", ".join(
    f"CAST(count(*) FILTER (WHERE seen.risk = {risk.rank}) AS integer) AS {risk}" for risk in RISKS
)
_CASES = f"""
    SELECT CAST(count(*) AS integer) AS open_cases, {_RISKS} FROM (
        SELECT c.risk FROM team_member m JOIN support_case c ON c.id = m.case_id
        WHERE m.agency_id = :reader_agency AND m.worker_id = who.worker_id AND m.place IS NOT NULL
          AND m.ended_at IS NULL AND m.starts_at <= :now AND (m.ends_at IS NULL OR m.ends_at > :now)
          AND {may_see_case("c")}
        ORDER BY m.place LIMIT {COUNTED_AT_MOST}) seen"""
_DUTIES = f"""
    SELECT CAST(count(*) AS integer) AS open_tasks,
           CAST(count(*) FILTER (WHERE seen.due_on < {today_in("seen.municipality_id")}) AS integer) AS overdue_tasks
    FROM (
        SELECT d.due_on, d.municipality_id FROM duty d
        WHERE d.for_agency_id = :reader_agency AND d.for_worker_id = who.worker_id AND d.place IS NOT NULL
          AND (d.until IS NULL OR d.until > :now) AND {may_see_duty("d")}
        ORDER BY d.place LIMIT {COUNTED_AT_MOST}) seen"""
_LOADS = Statement(f"""
    SELECT who.worker_id, cases.*, duties.*, away.deputy_id, away.ends_at AS away_until
    FROM (
        SELECT m.worker_id FROM team_member m
        WHERE m.agency_id = :reader_agency AND m.worker_id IS NOT NULL AND m.place IS NOT NULL AND m.ended_at IS NULL
        UNION SELECT d.for_worker_id FROM duty d
        WHERE d.for_agency_id = :reader_agency AND d.for_worker_id IS NOT NULL AND d.place IS NOT NULL) who
    CROSS JOIN LATERAL ({_CASES}) cases
    CROSS JOIN LATERAL ({_DUTIES}) duties
    LEFT JOIN LATERAL (
        SELECT a.deputy_id, a.ends_at FROM absence a
        WHERE a.agency_id = :reader_agency AND a.worker_id = who.worker_id AND a.starts_at <= :now AND a.ends_at > :now
        ORDER BY a.ends_at DESC LIMIT 1) away ON true
    WHERE (CAST(:after AS uuid) IS NULL OR who.worker_id > :after) AND cases.open_cases + duties.open_tasks > 0
    ORDER BY who.worker_id LIMIT :limit
""")


async def list_some(work: UnitOfWork, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Workers of the reader's agency with what they have to do, as far as the reader may see it: nobody of whom the
    reader sees nothing.
    """
    return await work.rows(_LOADS, after=after, limit=limit, **reader(work))
