"""What comes by itself to agreements: found by the background work of any replica, each thing by one of them."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.cases.agreements.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_TAKE_DUE = Statement("""
    SELECT a.id, a.municipality_id, a.valid_until, a.warned_days, v.number
    FROM agreement a
    LEFT JOIN agreement_version v ON v.agreement_id = a.id AND v.state = 'signed' AND v.applies_from <= :now
    WHERE a.state = 'in_force' AND (
        v.number IS NOT NULL OR a.valid_until <= :now
        OR EXISTS (SELECT FROM unnest(CAST(:warnings AS integer[])) AS w (days)
                   WHERE a.valid_until - make_interval(days => w.days) <= :now
                     AND (a.warned_days IS NULL OR a.warned_days > w.days)))
    ORDER BY a.id LIMIT 1 FOR UPDATE OF a SKIP LOCKED
""")
_WARNED = Statement("UPDATE agreement SET warned_days = :days WHERE id = :id")
_TAKE_UNTOLD = Statement("""
    WITH told AS (
        UPDATE agreement_effect e SET told_at = :now
        WHERE e.agreement_id = :id AND e.told_at IS NULL AND e.because IN ('changed', 'withdrawn')
        RETURNING e.person_id, e.municipality_id, e.ground_kind, e.ground_id)
    SELECT DISTINCT person_id, municipality_id, ground_kind, ground_id FROM told ORDER BY person_id, ground_id
""")


async def take_due(work: UnitOfWork, warnings: Sequence[int]) -> asyncpg.Record | None:
    """One agreement to which something is due that no other replica has in hand, locked.

    Returns:
        With the `number` of a version whose day has come, if there is one.
    """
    return await work.row(_TAKE_DUE, warnings=list(warnings), now=work.now)


async def warned(work: UnitOfWork, agreement_id: UUID, days: int) -> None:
    """Keep that its parties were warned."""
    await work.run(_WARNED, id=agreement_id, days=days)


async def take_untold(work: UnitOfWork, agreement_id: UUID) -> list[asyncpg.Record]:
    """The grounds on which a change ended or narrowed something, each once."""
    return await work.rows(_TAKE_UNTOLD, id=agreement_id, now=work.now)
