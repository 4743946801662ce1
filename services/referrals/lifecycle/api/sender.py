"""The moves of the agency that refers."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.referrals.lifecycle.actions import moving, sending
from services.referrals.lifecycle.actions.drafting import receiver_of
from services.referrals.lifecycle.actions.standing import load
from services.referrals.lifecycle.api.bodies import Answer, Correction, Remark, Withdrawal
from services.referrals.lifecycle.api.door import MOVED, Moving
from services.referrals.lifecycle.api.sending import Sending
from shared.contracts.referrals.vocabulary import Move, State

router = APIRouter(prefix="/v1/referrals/{referral_id}", tags=["referrals"])

NOTHING = Remark()
SIMPLY = Sending()


@router.post("/sending", responses=MOVED, summary="Send a draft")
async def send(referral_id: UUID, door: Moving, body: Sending = SIMPLY) -> Response:
    """Send it to the receiving agency, with what may travel now and nothing else.

    Which of the picked categories may travel is asked anew. 409 when nothing may, when the listing takes no
    referrals, when its intake rules refuse (`not-taken`) or warn (`intake-warning`), or when your agency has a similar
    referral that lives.
    """
    async with door.visit.open_work() as work:
        referral = await load(work, referral_id)
    asked = await door.visit.ask_again(referral) if sending.needs_an_answer(referral, door.actor) else None
    return await door.move(
        lambda work: sending.send_referral(
            work, door.actor, referral_id, asked, despite_similar=body.despite_similar, declared=body.declared()
        )
    )


@router.post("/answer", responses=MOVED, summary="Answer the receiver's question")
async def answer(referral_id: UUID, body: Answer, door: Moving) -> Response:
    """Answer; the referral goes back to where the question was asked."""
    return await door.move(
        lambda work: moving.make_move(work, door.actor, referral_id, Move.ANSWER, body.particulars())
    )


@router.post("/alternative/acceptance", responses=MOVED, summary="Take the alternative")
async def take_alternative(referral_id: UUID, door: Moving) -> Response:
    """Take the listing that was offered instead.

    This referral ends as redirected. A draft for the same need to that listing follows it (`redirected_to_id`); what
    may travel to its agency is asked when it is sent.
    """
    visit = door.visit
    async with visit.open_work() as work:
        referral = await load(work, referral_id)
        offered = referral.progress.alternative_id
        is_open = referral.state is State.ALTERNATIVE_OFFERED and referral.sender_agency_id == door.actor.agency_id
        receiver = await receiver_of(work, offered) if is_open and offered is not None else None
    elsewhere = None
    if receiver is not None:
        _, theirs = await visit.agencies(receiver.agency_id)
        asked = await visit.ask_again(referral, receiver.agency_id)
        territory = await visit.territory_of(theirs)
        elsewhere = sending.Elsewhere(receiver=receiver, agency=theirs, territory=territory, asked=asked)
    return await door.move(lambda work: sending.take_alternative(work, door.actor, referral_id, elsewhere))


@router.post("/alternative/rejection", responses=MOVED, summary="Reject the alternative")
async def reject_alternative(referral_id: UUID, door: Moving, body: Remark = NOTHING) -> Response:
    """Stay with the listing it was sent to."""
    return await door.move(
        lambda work: moving.make_move(work, door.actor, referral_id, Move.REJECT_ALTERNATIVE, body.particulars())
    )


@router.post("/withdrawal", responses=MOVED, summary="Withdraw a referral")
async def withdraw(referral_id: UUID, body: Withdrawal, door: Moving) -> Response:
    """Take it back, for your agency or because the person wishes it."""
    return await door.move(
        lambda work: moving.make_move(work, door.actor, referral_id, Move.WITHDRAW, body.particulars())
    )


@router.post("/correction", responses=MOVED, summary="Mark a referral as entered in error")
async def correct(referral_id: UUID, body: Correction, door: Moving) -> Response:
    """Say that it should never have been.

    A draft is marked at once. For one that was sent the first worker proposes, and a second worker of the sending
    agency confirms by the same request; then what travelled is taken back.
    """
    return await door.move(lambda work: moving.mark_in_error(work, door.actor, referral_id, body.particulars()))
