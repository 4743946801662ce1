"""What rules noticed, as whoever decides in the agency sees it, and the comparison of names."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.cases.unusual_looks.predicate import may_see_unusual_look, reader
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import moment

_COLUMNS = """
    u.id, u.municipality_id, u.agency_id, u.worker_id, u.person_id, u.looked_at, u.look_id, u.many, u.by_officer,
    u.noticed_at, u.outcome, u.reason, u.decided_at, u.decided_by, r.rule_id, r.version, r.kind, r.at_least,
    r.within_hours, r.from_hour, r.until_hour, r.weekends
"""
_SHOWN = f"""
    FROM unusual_look u JOIN unusual_look_rule r ON r.id = u.rule_version_id
    WHERE {may_see_unusual_look("u")}"""
_OPEN = Statement(f"SELECT {_COLUMNS} {_SHOWN} AND u.id = :id")
_LIST = Statement(f"""
    SELECT {_COLUMNS} {_SHOWN} AND (CAST(:decided AS boolean) IS NULL OR :decided = (u.outcome IS NOT NULL))
      AND (CAST(:after AS uuid) IS NULL OR u.id > :after)
    ORDER BY u.id LIMIT :limit
""")
_DECIDE = Statement("""
    UPDATE unusual_look SET outcome = :outcome, reason = :reason, decided_at = :now, decided_by = :reader
    WHERE id = :id AND outcome IS NULL
""")
_TO_COMPARE = Statement("SELECT worker_id FROM workers_to_compare(:many) AS worker_id")
_COMPARE = Statement("""
    SELECT id, municipality_id FROM compare_names(:worker_id, CAST(:keys AS text[]), :now, :moment)
""")


async def open_one(work: UnitOfWork, unusual_look_id: UUID) -> asyncpg.Record | None:
    """One that the reader may see."""
    row = await work.row(_OPEN, id=unusual_look_id, **reader(work))
    if row is not None and row["person_id"] is not None:
        work.lies_in(row["person_id"], row["municipality_id"])
    return row


async def list_some(work: UnitOfWork, *, decided: bool | None, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those that the reader may see, oldest first."""
    return await work.rows(_LIST, decided=decided, after=after, limit=limit, **reader(work))


async def decide(work: UnitOfWork, unusual_look_id: UUID, outcome: str, reason: str) -> bool:
    """Keep what it was; False where that was decided before."""
    return bool(await work.run(_DECIDE, id=unusual_look_id, outcome=outcome, reason=reason, **reader(work)))


async def to_compare(work: UnitOfWork, many: int) -> list[UUID]:
    """Workers of the acting officer's agency who opened records since names were last compared; a function of the
    schema's owner knows.
    """
    return [row["worker_id"] for row in await work.rows(_TO_COMPARE, many=many)]


async def compare_names(work: UnitOfWork, worker_id: UUID, keys: Sequence[str]) -> list[asyncpg.Record]:
    """Notice which of the people whom a worker opened have one of these surnames; a function of the schema's owner
    compares, and tells which looks it noticed, and of whom nothing.
    """
    return await work.rows(_COMPARE, worker_id=worker_id, keys=list(keys), now=work.now, moment=moment())
