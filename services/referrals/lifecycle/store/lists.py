"""Lists of referrals: each state is read along its own index, so that a long history costs nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.predicate import MAY_READ, reader
from services.referrals.lifecycle.store.places import PLACE
from services.referrals.lifecycle.store.rows import referral_from
from shared.contracts.referrals.vocabulary import State
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_LAST: Final = "'ffffffff-ffff-ffff-ffff-ffffffffffff'"


def _list(side: str, time: str) -> Statement:
    return Statement(f"""
        SELECT listed.* FROM unnest(CAST(:states AS text[])) AS wanted CROSS JOIN LATERAL (
            SELECT r.*, {PLACE} FROM referral r
            WHERE r.{side} = :reader_agency AND r.state = wanted AND r.{time} IS NOT NULL AND {MAY_READ}
              AND (r.{time}, r.id) < (coalesce(CAST(:before AS timestamptz), 'infinity'),
                                      coalesce(CAST(:before_id AS uuid), {_LAST}))
            ORDER BY r.{time} DESC, r.id DESC LIMIT :limit) AS listed
        ORDER BY listed.{time} DESC, listed.id DESC LIMIT :limit
    """)


_RECEIVED = _list("receiver_agency_id", "sent_at")
_SENT = _list("sender_agency_id", "drafted_at")


_OVERDUE = Statement(f"""
    SELECT r.*, {PLACE} FROM referral r
    WHERE r.owed_by_agency_id = :reader_agency AND r.due_at <= :now AND {MAY_READ}
      AND (CAST(:after AS timestamptz) IS NULL OR (r.due_at, r.id) > (:after, CAST(:after_id AS uuid)))
    ORDER BY r.due_at, r.id LIMIT :limit
""")
_OVERDUE_ELSEWHERE = Statement(f"""
    SELECT r.*, {PLACE} FROM referral r
    WHERE (r.sender_agency_id = :reader_agency OR r.receiver_agency_id = :reader_agency)
      AND r.owed_by_agency_id <> :reader_agency AND r.due_at <= :now AND {MAY_READ}
      AND (CAST(:after AS timestamptz) IS NULL OR (r.due_at, r.id) > (:after, CAST(:after_id AS uuid)))
    ORDER BY r.due_at, r.id LIMIT :limit
""")


async def overdue(work: UnitOfWork, after: tuple[datetime, UUID] | None, limit: int, *, by_us: bool) -> list[Referral]:
    """What should have been done by the reader's agency, or for it by another one; longest overdue first."""
    at, last = after or (None, None)
    statement = _OVERDUE if by_us else _OVERDUE_ELSEWHERE
    rows = await work.rows(statement, now=work.now, after=at, after_id=last, limit=limit, **reader(work))
    return [referral_from(row) for row in rows]


async def received(
    work: UnitOfWork, states: Sequence[State], before: tuple[datetime, UUID] | None, limit: int
) -> list[Referral]:
    """What was sent to the reader's agency, latest sent first."""
    at, last = before or (None, None)
    rows = await work.rows(_RECEIVED, states=states, before=at, before_id=last, limit=limit, **reader(work))
    return [referral_from(row) for row in rows]


async def sent(
    work: UnitOfWork, states: Sequence[State], before: tuple[datetime, UUID] | None, limit: int
) -> list[Referral]:
    """What the reader's agency drafted and sent, latest drafted first."""
    at, last = before or (None, None)
    rows = await work.rows(_SENT, states=states, before=at, before_id=last, limit=limit, **reader(work))
    return [referral_from(row) for row in rows]
