"""Keep what was counted of the referrals to listings. Background work."""

from collections.abc import Sequence
from uuid import UUID

from services.referrals.directory.domain.timeliness import TimelinessOf
from services.referrals.directory.store import timeliness
from shared.database.unit_of_work import UnitOfWork


async def agencies_that_receive(work: UnitOfWork) -> Sequence[UUID]:
    """Those to which a referral can be sent."""
    return await timeliness.receiving(work)


async def forget_what_holds_no_more(work: UnitOfWork) -> None:
    """Say nothing any more of listings that take no referrals, or whose referrals another agency takes."""
    await timeliness.forget_what_holds_no_more(work)


async def keep_timeliness(work: UnitOfWork, agency_id: UUID, figures: Sequence[TimelinessOf]) -> None:
    """Say of the listings of an agency how long people wait, and of the others nothing any more."""
    await timeliness.replace_for(work, agency_id, figures)
