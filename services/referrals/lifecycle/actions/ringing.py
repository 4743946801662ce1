"""Let the clocks of referrals ring: background work of any replica, one referral at a time; one that cannot ring is
left alone for a while.

Whoever moves a referral and the clock lock the same row, so that one of them comes first; what the clock does and what
it does next are written together, so that each ring happens once, whoever dies in between.
"""

from uuid import UUID

from services.referrals.lifecycle import events
from services.referrals.lifecycle.actions.one_by_one import do_one
from services.referrals.lifecycle.actions.standing import save
from services.referrals.lifecycle.domain.clocks import ringing, rung
from services.referrals.lifecycle.domain.moving import moved, owes_next
from services.referrals.lifecycle.domain.patience import Doing
from services.referrals.lifecycle.domain.referral import Mover, Particulars, Progress, Referral
from services.referrals.lifecycle.store import queries
from shared.contracts.referrals.vocabulary import Move, Party, Reason, Ring
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork


async def ring_all_due(database: Database) -> None:
    """Let every clock ring whose time has come."""
    while await ring_one(database):
        pass


async def ring_one(database: Database) -> bool:
    """Let one ring that no other replica has in hand; whether there was any."""
    return await do_one(database, Doing.RINGING, queries.take_ringing, _ring)


async def _ring(work: UnitOfWork, referral_id: UUID) -> None:
    referral = await queries.open_for_task(work, referral_id)
    assert referral is not None, "it was just taken"
    ring = ringing(referral, work.now)
    if ring is Ring.EXPIRY:
        await _expire(work, referral)
        return
    after = rung(referral, work.now)
    kind = events.ReferralReminded if ring is Ring.REMINDER else events.ReferralEscalated
    await queries.save_and_tell(work, after, _event_of(kind, after))


def _event_of(kind: type[events.ClockRang], referral: Referral) -> events.ClockRang:
    owes, clock = owes_next(referral), referral.clock
    assert clock is not None, "it has just rung"
    return kind(
        referral_id=referral.id,
        person_id=referral.person_id,
        sender_agency_id=referral.sender_agency_id,
        receiver_agency_id=referral.receiver_agency_id,
        agency_id=referral.sender_agency_id if owes is Party.SENDER else referral.receiver_agency_id,
        state=referral.state,
        clock=clock.clock,
        due_at=clock.due_at,
        rang=clock.rang,
    )


async def _expire(work: UnitOfWork, referral: Referral) -> None:
    said = Particulars(said=Progress(reason=Reason.CLOCK_RAN_OUT))
    changed, made = moved(referral, Move.EXPIRE, Mover(party=Party.CLOCK), said, work.now)
    await save(work, changed, made)
