"""The moves of the agency that was asked; and those that either side may make."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.referrals.lifecycle.actions import moving, sending, waiting
from services.referrals.lifecycle.actions.standing import load
from services.referrals.lifecycle.api.bodies import (
    Acceptance,
    Alternative,
    Completion,
    Decline,
    Pause,
    Question,
    Remark,
    Reopening,
    Review,
    Start,
    Stop,
    Waitlisting,
)
from services.referrals.lifecycle.api.door import MOVED, Moving
from services.referrals.lifecycle.domain.referral import Particulars, Referral
from shared.contracts.referrals.vocabulary import Move
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid

router = APIRouter(prefix="/v1/referrals/{referral_id}", tags=["referrals"])

NOTHING = Remark()


async def _move(door: Moving, referral_id: UUID, move: Move, particulars: Particulars) -> Response:
    return await door.move(lambda work: moving.make_move(work, door.actor, referral_id, move, particulars))


@router.post("/acknowledgement", responses=MOVED, summary="Acknowledge a referral")
async def acknowledge(referral_id: UUID, door: Moving, body: Remark = NOTHING) -> Response:
    """Say that it arrived. Opening it says so by itself; this is for systems that fetch without opening."""
    return await _move(door, referral_id, Move.ACKNOWLEDGE, body.particulars())


@router.post("/question", responses=MOVED, summary="Ask the sender a question")
async def ask(referral_id: UUID, body: Question, door: Moving) -> Response:
    """Ask for what is missing; the sender owes the next action."""
    return await _move(door, referral_id, Move.ASK, body.particulars())


@router.post("/acceptance", responses=MOVED, summary="Accept a referral")
async def accept(referral_id: UUID, body: Acceptance, door: Moving) -> Response:
    """Say yes, and who is responsible. Of several at the same time one wins; the others get 409 with the state.

    Whoever is taken from a waiting list before others is taken for a coded reason.
    """
    knows = body.responsible_id is None or await door.visit.is_colleague(body.responsible_id)

    async def accepted(work: UnitOfWork) -> Referral:
        if not knows:
            raise Invalid.field(
                "#/responsible_id",
                "unknown",
                "There is no such worker in your agency.",
                "Cet intervenant n'est pas de votre organisme.",
            )
        return await waiting.accept(work, door.actor, referral_id, body.particulars())

    return await door.move(accepted)


@router.post("/waitlisting", responses=MOVED, summary="Put a referral on the waiting list")
async def waitlist(referral_id: UUID, body: Waitlisting, door: Moving) -> Response:
    """Say that the person has to wait. Where they stand follows from the rule that the listing has published."""
    told, particulars = body.said()
    return await door.move(lambda work: waiting.waitlist(work, door.actor, referral_id, told, particulars))


@router.post("/alternative", responses=MOVED, summary="Offer an alternative")
async def offer_alternative(referral_id: UUID, body: Alternative, door: Moving) -> Response:
    """Offer another listing instead; the sender takes or rejects it."""
    return await door.move(lambda work: moving.offer_alternative(work, door.actor, referral_id, body.particulars()))


@router.post("/decline", responses=MOVED, summary="Decline a referral")
async def decline(referral_id: UUID, body: Decline, door: Moving) -> Response:
    """Say no, with a reason that tells capacity from eligibility, a wrong address and the person's wish."""
    return await _move(door, referral_id, Move.DECLINE, body.particulars())


@router.post("/start", responses=MOVED, summary="Start the help")
async def start(referral_id: UUID, body: Start, door: Moving) -> Response:
    """Say that the first contact with the person took place, and when."""
    return await door.move(lambda work: moving.start_help(work, door.actor, referral_id, body.particulars()))


@router.post("/pause", responses=MOVED, summary="Put a referral on hold")
async def pause(referral_id: UUID, body: Pause, door: Moving) -> Response:
    """Wait for something, and say when it is looked at again."""
    return await _move(door, referral_id, Move.PAUSE, body.particulars())


@router.post("/resumption", responses=MOVED, summary="Resume a referral")
async def resume(referral_id: UUID, door: Moving, body: Remark = NOTHING) -> Response:
    """Go on where it was put on hold.

    The receiver resumes after its own hold. After a hold because a ground ended the sender does, once there is a new
    ground; what may travel now is asked anew.
    """
    async with door.visit.open_work() as work:
        referral = await load(work, referral_id)
    asked = await door.visit.ask_again(referral) if sending.needs_an_answer(referral, door.actor) else None
    return await door.move(lambda work: sending.resume_referral(work, door.actor, referral_id, asked, body.note))


@router.post("/review", responses=MOVED, summary="Look at a referral again")
async def review(referral_id: UUID, body: Review, door: Moving) -> Response:
    """Say that you have looked at one that waits, goes on or is on hold, and when you do next.

    The clock runs until that day, and not longer than the listing promised.
    """
    return await door.move(lambda work: moving.look_again(work, door.actor, referral_id, body.particulars()))


@router.post("/completion", responses=MOVED, summary="Complete a referral")
async def complete(referral_id: UUID, body: Completion, door: Moving) -> Response:
    """Say what came of it, on which evidence, and whether the person says so too."""
    return await _move(door, referral_id, Move.COMPLETE, body.particulars())


@router.post("/stop", responses=MOVED, summary="Stop a referral")
async def stop(referral_id: UUID, body: Stop, door: Moving) -> Response:
    """End the help before its time, with a reason."""
    return await _move(door, referral_id, Move.STOP, body.particulars())


@router.post("/reopening", responses=MOVED, summary="Reopen a referral")
async def reopen(referral_id: UUID, body: Reopening, door: Moving) -> Response:
    """Go on with one that ended too early, by either side, within 30 days; later draft a new one that follows it."""
    return await door.move(lambda work: moving.reopen(work, door.actor, referral_id, body.particulars()))
