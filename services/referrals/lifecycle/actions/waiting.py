"""Put on a waiting list, take from it, and say who moved up.

Where somebody stands is settled when they are put on the list, by the rule of that day; nobody's place has to be
written when another one leaves. The number is counted when it is read, and each of the first few is told of each step.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from services.referrals.lifecycle import events
from services.referrals.lifecycle.actions.moving import move_opened
from services.referrals.lifecycle.actions.one_by_one import TASK, do_this
from services.referrals.lifecycle.actions.standing import load_for_change
from services.referrals.lifecycle.domain.patience import Doing
from services.referrals.lifecycle.domain.referral import Particulars, Referral
from services.referrals.lifecycle.store import waiting as store
from services.referrals.waiting.actions import rule_in_force
from services.referrals.waiting.domain import stands_as_since
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.vocabulary import Circumstance, Move, State
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork

FIRST: Final = 1


async def waitlist(
    work: UnitOfWork, actor: Actor, referral_id: UUID, told: frozenset[Circumstance], particulars: Particulars
) -> Referral:
    """Put a referral on the waiting list, where the rule that is in force now says.

    Args:
        told: what may count, as far as the rule names it.
    """
    referral = await load_for_change(work, referral_id)
    rule = await rule_in_force(work, referral.request.listing_id)
    counted = rule.credits(referral.request.urgency, told)
    since = stands_as_since(referral.sent_at or work.now, counted)
    said = replace(
        particulars.said,
        waiting_rule=rule.version,
        waiting_credits=counted,
        stands_as_since=since,
        waitlist_position=FIRST + await store.ahead(work, referral, since),
    )
    return await move_opened(work, actor, referral, Move.WAITLIST, replace(particulars, said=said))


async def accept(work: UnitOfWork, actor: Actor, referral_id: UUID, particulars: Particulars) -> Referral:
    """Say yes; while others wait, to whoever comes first by the rule, or for a coded reason to another one.

    Raises:
        Invalid: others stand before it, and no reason is given; and as for every move.
    """
    referral = await load_for_change(work, referral_id)
    skips = await _others_come_first(work, referral)
    return await move_opened(work, actor, referral, Move.ACCEPT, replace(particulars, skips=skips))


async def _others_come_first(work: UnitOfWork, referral: Referral) -> bool:
    """Whether somebody waits who stands before it; what is not on the list stands where the rule would put it now."""
    first = await store.first_in_line(work, referral.request.listing_id)
    if first is None:
        return False
    since = referral.progress.stands_as_since if referral.state is State.WAITLISTED else None
    if since is None:
        rule = await rule_in_force(work, referral.request.listing_id)
        counted = rule.credits(referral.request.urgency, frozenset())
        since = stands_as_since(referral.sent_at or work.now, counted)
    return first < (since, referral.id)


async def waiting_referrals(
    work: UnitOfWork, listing_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[Referral]:
    """Who waits for a listing of the caller's agency, in order."""
    return await store.in_order(work, listing_id, after, limit)


async def let_move_up(database: Database) -> None:
    """Tell those who moved up among the first of a list. Background work of any replica; a list at which it fails is
    left alone for a while.
    """
    async with database.work(TASK) as work:
        listings = await store.moved_lists(work)
    for listing_id in listings:
        await do_this(database, Doing.MOVING_UP, listing_id, _count_anew)


async def _count_anew(work: UnitOfWork, listing_id: UUID) -> None:
    rows = await store.count_anew(work, listing_id)
    await work.tell(
        *(
            events.ReferralMovedUp(
                referral_id=row["id"],
                person_id=row["person_id"],
                sender_agency_id=row["sender_agency_id"],
                receiver_agency_id=row["receiver_agency_id"],
                listing_id=row["listing_id"],
                position=row["place"],
            )
            for row in rows
            if row["before"] is not None and row["place"] < row["before"]
        )
    )
