"""Agencies that received what was changed since, and what they say to it."""

from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import not_kept_out_of, reader
from services.cases.rights_steps.domain import Answer
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_TELL: Final = Statement("SELECT tell_recipient(:id, :step_id, :referral_id, :agency_id, :now)")
_SHOWN: Final = """n.id, n.person_id, n.municipality_id, n.kind, n.referral_id, n.told_at, n.acknowledged_at, n.answer,
    n.article, n.kept_until"""
_LOGGED: Final = logging_looks(
    "(SELECT DISTINCT s.person_id, s.municipality_id FROM shown s WHERE s.n <= :many) look",
    act="'opened'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="CAST('{}' AS text[])",
    grounds="ARRAY(SELECT DISTINCT 'referral:' || s.referral_id FROM shown s WHERE s.person_id = look.person_id)",
)


def _seen(condition: str) -> Statement:
    """Those for the reader's agency about people of whom the reader may know, each look logged."""
    return Statement(f"""
        WITH shown AS MATERIALIZED (
            SELECT {_SHOWN}, CAST(row_number() OVER (ORDER BY n.id) AS integer) AS n FROM rights_notice n
            WHERE n.agency_id = :reader_agency AND {not_kept_out_of("n.person_id")} AND {condition}
            ORDER BY n.id LIMIT CAST(:many AS integer) + 1),
        logged AS ({_LOGGED})
        SELECT * FROM shown ORDER BY shown.n
    """)


_READ: Final = _seen("n.id = :id")
_LIST: Final = _seen("(CAST(:after AS uuid) IS NULL OR n.id > :after)")
_ACKNOWLEDGE: Final = Statement("SELECT * FROM acknowledge_rights_notice(:id, :answer, :article, :kept_until, :now)")


async def tell(work: UnitOfWork, notice_id: UUID, step_id: UUID, referral_id: UUID, agency_id: UUID) -> bool:
    """Keep that an agency is told; False where it was before. Background work."""
    named = {"id": notice_id, "step_id": step_id, "referral_id": referral_id, "agency_id": agency_id}
    return bool(await work.value(_TELL, now=work.now, **named))


async def read(work: UnitOfWork, notice_id: UUID, operation: str) -> asyncpg.Record | None:
    """One for the reader's agency; the look is logged."""
    return await work.row(_READ, id=notice_id, many=1, **reader(work), **look_values(work, operation))


async def list_some(work: UnitOfWork, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those for the reader's agency, in their order; one more than `limit`, not logged."""
    named: dict[str, Any] = {"after": after, "many": limit}
    return await work.rows(_LIST, **named, **reader(work), **look_values(work, "list-rights-notices"))


async def acknowledge(work: UnitOfWork, notice_id: UUID, answer: Answer) -> asyncpg.Record | None:
    """Keep that the reader's agency has dealt with it, and how; how far its step is. None where it said so before."""
    said = {"answer": answer.what, "article": answer.article, "kept_until": answer.kept_until}
    return await work.row(_ACKNOWLEDGE, id=notice_id, now=work.now, **said)
