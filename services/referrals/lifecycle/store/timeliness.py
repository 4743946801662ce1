"""How long people waited after the referrals to an agency's listings."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.referrals.lifecycle.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.contracts.referrals.vocabulary import Move, State
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_ANSWERS: Final = (Move.ACCEPT, Move.WAITLIST, Move.OFFER_ALTERNATIVE, Move.DECLINE, Move.EXPIRE)
_ANSWERED: Final = ", ".join(f"'{move}'" for move in _ANSWERS)
_WAITS = Statement(f"""
    SELECT r.listing_id, count(m.answered_at) AS answered, count(m.started_at) AS started,
           percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY m.answered_at - r.sent_at) AS until_answer,
           percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY m.started_at - r.sent_at) AS until_start
    FROM referral r CROSS JOIN LATERAL (
        SELECT min(m.at) FILTER (WHERE m.move IN ({_ANSWERED})) AS answered_at,
               min(m.at) FILTER (WHERE m.move = '{Move.START}') AS started_at
        FROM move m WHERE m.referral_id = r.id) m
    WHERE r.receiver_agency_id = :agency_id AND r.sent_at >= :since AND r.state <> '{State.ENTERED_IN_ERROR}'
    GROUP BY r.listing_id
""")


async def waits(work: UnitOfWork, agency_id: UUID, since: datetime) -> list[asyncpg.Record]:
    """The 50th and the 90th percentile by listing, and of how many. Background work."""
    return await work.rows(_WAITS, agency_id=agency_id, since=since)
