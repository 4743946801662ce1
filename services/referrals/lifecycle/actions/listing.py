"""The referrals of an agency, as lists."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.referrals.lifecycle.domain.referral import Referral, Wanted
from services.referrals.lifecycle.store import lists
from shared.contracts.referrals.vocabulary import State
from shared.database.unit_of_work import UnitOfWork

Before = tuple[datetime, UUID] | None


async def received_referrals(work: UnitOfWork, states: Sequence[State], before: Before, limit: int) -> list[Referral]:
    """What was sent to the caller's agency, latest sent first, after this place in the list."""
    return await lists.received(work, states, before, limit)


async def sent_referrals(work: UnitOfWork, states: Sequence[State], before: Before, limit: int) -> list[Referral]:
    """What the caller's agency drafted or sent, latest drafted first, after this place in the list."""
    return await lists.sent(work, states, before, limit)


async def overdue_referrals(work: UnitOfWork, after: Before, limit: int, *, by_us: bool) -> list[Referral]:
    """What the caller's agency should have acted on, or the other agency of its referrals; longest overdue first."""
    return await lists.overdue(work, after, limit, by_us=by_us)


async def matching_referrals(
    work: UnitOfWork, states: Sequence[State], by: Wanted, before: Before, limit: int
) -> list[Referral]:
    """What the caller's agency drafted, sent or received and fits; the latest drafted or received first."""
    return await lists.matching(work, states, by, before, limit)
