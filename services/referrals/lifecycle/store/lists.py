"""Lists of referrals: each state is read along its own index, so that a long history costs nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from services.referrals.lifecycle.domain.referral import Referral, Wanted
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


_MATCHING_CONDITIONS: Final = """
    AND (CAST(:ids AS uuid[]) IS NULL OR r.id = ANY (CAST(:ids AS uuid[])))
    AND (CAST(:person_id AS uuid) IS NULL OR r.person_id = :person_id)
    AND (CAST(:sender_id AS uuid) IS NULL OR r.sender_agency_id = :sender_id)
    AND (CAST(:receiver_id AS uuid) IS NULL OR r.receiver_agency_id = :receiver_id)
    AND (CAST(:listing_id AS uuid) IS NULL OR r.listing_id = :listing_id)
    AND (CAST(:moved_since AS timestamptz) IS NULL OR r.moved_at >= :moved_since)
"""


def _matching(side: str, time: str) -> str:
    return f"""(
        SELECT r.*, {PLACE}, r.{time} AS listed_at FROM referral r
        WHERE r.{side} = :reader_agency AND r.state = wanted AND r.{time} IS NOT NULL AND {MAY_READ}
          AND (r.{time}, r.id) < (coalesce(CAST(:before AS timestamptz), 'infinity'),
                                  coalesce(CAST(:before_id AS uuid), {_LAST}))
          {_MATCHING_CONDITIONS}
        ORDER BY r.{time} DESC, r.id DESC LIMIT :limit)"""


_MATCHING = Statement(f"""
    SELECT listed.* FROM unnest(CAST(:states AS text[])) AS wanted CROSS JOIN LATERAL (
        {_matching("sender_agency_id", "drafted_at")}
        UNION ALL
        SELECT received.* FROM {_matching("receiver_agency_id", "sent_at")} received
        WHERE received.sender_agency_id <> :reader_agency) AS listed
    ORDER BY listed.listed_at DESC, listed.id DESC LIMIT :limit
""")


async def matching(
    work: UnitOfWork, states: Sequence[State], by: Wanted, before: tuple[datetime, UUID] | None, limit: int
) -> list[Referral]:
    """What the reader's agency drafted, sent or received and fits, the latest of it first."""
    at, last = before or (None, None)
    asked = {**asdict(by), "ids": by.ids and list(by.ids)}
    rows = await work.rows(_MATCHING, states=states, before=at, before_id=last, limit=limit, **asked, **reader(work))
    return [referral_from(row) for row in rows]
