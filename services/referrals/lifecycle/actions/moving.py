"""Moves that disclose nothing new."""

from datetime import datetime
from uuid import UUID

from services.referrals.disclosure.actions import disclosed_with, end_ground, refuse, take_back_all
from services.referrals.disclosure.domain import Hidden, Refusal, has_living_ground
from services.referrals.lifecycle import events
from services.referrals.lifecycle.actions.drafting import receiver_of
from services.referrals.lifecycle.actions.standing import event_of, load_for_change, mover_of, present, save
from services.referrals.lifecycle.domain.moving import (
    MoveNotPossible,
    allowed,
    completes_four_eyes,
    moved,
    propose_error,
)
from services.referrals.lifecycle.domain.referral import Mover, Particulars, Progress, Referral
from services.referrals.lifecycle.store import queries
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.vocabulary import Move, Party, Reason
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid


async def make_move(
    work: UnitOfWork, actor: Actor, referral_id: UUID, move: Move, particulars: Particulars
) -> Referral:
    """Make a move for one of the two agencies. Of several at the same time one row lock decides which comes first.

    Raises:
        NotFound: no such referral, or not one this caller may see.
        NotAllowed: the caller may see it and may not do this.
        MoveNotPossible: not in the present state, which the refusal carries.
        Invalid: something that the move needs is missing.
    """
    return await move_opened(work, actor, await load_for_change(work, referral_id), move, particulars)


async def move_opened(
    work: UnitOfWork, actor: Actor, referral: Referral, move: Move, particulars: Particulars
) -> Referral:
    """As `make_move`, of a referral that was loaded for change."""
    by = mover_of(work, actor, referral, move)
    try:
        changed, made = moved(referral, move, by, particulars, work.now)
    except MoveNotPossible as refusal:
        raise present(work, actor, referral, refusal) from refusal
    await save(work, changed, made)
    return changed


async def start_help(work: UnitOfWork, actor: Actor, referral_id: UUID, particulars: Particulars) -> Referral:
    """The first contact took place.

    Raises:
        Invalid: the first contact lies in the future; and as for every move.
    """
    contact: datetime | None = particulars.said.first_contact_at
    if contact is not None and contact > work.now:
        raise Invalid.field(
            "#/first_contact_at",
            "future",
            "The first contact lies in the future.",
            "Le premier contact est dans le futur.",
        )
    return await make_move(work, actor, referral_id, Move.START, particulars)


async def look_again(work: UnitOfWork, actor: Actor, referral_id: UUID, particulars: Particulars) -> Referral:
    """The receiver looked at it again, and says when next.

    Raises:
        Invalid: that day has passed; and as for every move.
    """
    if particulars.said.review_on is not None and particulars.said.review_on < work.now.date():
        raise Invalid.field("#/review_on", "past", "This day has passed.", "Cette date est passée.")
    return await make_move(work, actor, referral_id, Move.REVIEW, particulars)


async def offer_alternative(work: UnitOfWork, actor: Actor, referral_id: UUID, particulars: Particulars) -> Referral:
    """Offer another listing instead.

    Raises:
        Invalid: it is the same listing, or takes no referrals; and as for every move.
    """
    referral = await load_for_change(work, referral_id)
    offered = particulars.said.alternative_id
    if offered is not None:
        if offered == referral.request.listing_id:
            raise Invalid.field(
                "#/listing_id",
                "same",
                "This is the listing the referral came to.",
                "C'est l'offre que vise déjà l'orientation.",
            )
        await receiver_of(work, offered)
    return await move_opened(work, actor, referral, Move.OFFER_ALTERNATIVE, particulars)


async def reopen(work: UnitOfWork, actor: Actor, referral_id: UUID, particulars: Particulars) -> Referral:
    """Go on with a referral that ended too early, while what was disclosed may still be seen.

    Raises:
        NoGround: every ground has ended since; and as for every move.
    """
    referral = await load_for_change(work, referral_id)
    has_ground = has_living_ground(await disclosed_with(work, referral.id), work.now)
    told = Particulars(note=particulars.note, said=particulars.said, has_ground=has_ground)
    return await move_opened(work, actor, referral, Move.REOPEN, told)


async def mark_in_error(work: UnitOfWork, actor: Actor, referral_id: UUID, particulars: Particulars) -> Referral:
    """Say that a referral should never have been: at once for what nobody received, else with four eyes.

    Raises:
        SecondWorkerNeeded: the same worker says it twice; and as for every move.
    """
    referral = await load_for_change(work, referral_id)
    by = mover_of(work, actor, referral, Move.MARK_IN_ERROR)
    if completes_four_eyes(referral, by):
        changed = await move_opened(work, actor, referral, Move.MARK_IN_ERROR, particulars)
        await take_back_all(work, changed.id)
        return changed
    try:
        proposed = propose_error(referral, by, particulars, work.now)
    except MoveNotPossible as refusal:
        raise present(work, actor, referral, refusal) from refusal
    await queries.save_and_tell(work, proposed, event_of(events.CorrectionProposed, proposed, by))
    return proposed


async def ground_ended(work: UnitOfWork, ground_id: UUID, reason: Reason) -> None:
    """A consent, mandate or agreement ended: empty what travelled on it, and put live referrals that lost something
    on hold. Background work.
    """
    for referral_id in await end_ground(work, ground_id, Hidden(reason)):
        await _hold(work, referral_id, reason)


async def sharing_refused(work: UnitOfWork, refusal: Refusal) -> None:
    """A person refused to share something with somebody: the same for what of it travelled there. Background work."""
    for referral_id in await refuse(work, refusal):
        await _hold(work, referral_id, Reason.SHARING_REFUSED)


async def _hold(work: UnitOfWork, referral_id: UUID, reason: Reason) -> None:
    """Put a referral on hold for its ground, if it lives and is not on hold for it already."""
    referral = await queries.open_for_task(work, referral_id)
    assert referral is not None, "its disclosure refers to it"
    if any(step.move is Move.PAUSE for step in allowed(referral, Party.GROUND, work.now)):
        said = Particulars(said=Progress(reason=reason))
        changed, made = moved(referral, Move.PAUSE, Mover(party=Party.GROUND), said, work.now)
        await save(work, changed, made)
