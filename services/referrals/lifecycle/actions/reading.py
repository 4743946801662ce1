"""Opening a referral: what both agencies may see of it, logged; the receiver's first look acknowledges it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.referrals.disclosure.actions import disclosed_with, note_look
from services.referrals.disclosure.domain import Shown, Sight, View, grounds_of, shown
from services.referrals.lifecycle.actions.moving import make_move
from services.referrals.lifecycle.actions.standing import load, permit, possible
from services.referrals.lifecycle.domain.moving import MoveNotPossible
from services.referrals.lifecycle.domain.referral import Particulars, Referral
from services.referrals.lifecycle.domain.table import TAIL
from services.referrals.lifecycle.policy import READ
from services.referrals.lifecycle.store import queries
from services.referrals.lifecycle.store.flags import flags_of
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.vocabulary import Move, State
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A referral as one reader sees it.

    Attributes:
        history: its moves, oldest first.
        disclosure: what of the disclosure is seen.
        shows_words: whether what the other side wrote is seen too.
        flags: what always travels: seen by both sides, until the receiver's sight ends.
    """

    referral: Referral
    history: Sequence[Mapping[str, Any]]
    disclosure: Shown
    shows_words: bool
    flags: Mapping[str, Any] | None


async def open_referral(work: UnitOfWork, actor: Actor, referral_id: UUID, *, is_certain: bool) -> Opened:
    """Open a referral. When the receiver opens what was just sent, that acknowledges it, once.

    Args:
        is_certain: every withdrawal up to a few seconds ago is known here.

    Raises:
        NotFound: no such referral, or not one this caller may see.
    """
    referral = await load(work, referral_id)
    permit(work, actor, READ, referral)
    if any(step.move is Move.ACKNOWLEDGE for step in possible(work, actor, referral)):
        referral = await _acknowledge(work, actor, referral)
    opened = await seen_by(work, actor, referral, is_certain=is_certain)
    await note_look(work, READ, sight_of(referral, opened.disclosure))
    return opened


async def seen_by(work: UnitOfWork, actor: Actor, referral: Referral, *, is_certain: bool) -> Opened:
    """A referral as this caller would see it now. No look: whoever shows it to them logs one."""
    view = view_of(work, actor, referral, is_certain=is_certain)
    disclosure = shown(await disclosed_with(work, referral.id), view)
    return Opened(
        referral=referral,
        history=await queries.history(work, referral.id),
        disclosure=disclosure,
        shows_words=shows_words(referral, actor, disclosure),
        flags=await shown_flags(work, referral, view),
    )


async def open_to_act(work: UnitOfWork, actor: Actor, referral_id: UUID) -> Referral:
    """A referral with nothing of what travelled, to see what can be done; the look is logged.

    Raises:
        NotFound: no such referral, or not one this caller may see.
    """
    referral = await load(work, referral_id)
    permit(work, actor, READ, referral)
    await note_look(work, READ, Sight(referral.id, referral.person_id, referral.municipality_id))
    return referral


async def _acknowledge(work: UnitOfWork, actor: Actor, referral: Referral) -> Referral:
    """Acknowledge, unless somebody was a moment faster."""
    try:
        return await make_move(work, actor, referral.id, Move.ACKNOWLEDGE, Particulars())
    except MoveNotPossible:
        return await load(work, referral.id)


def view_of(work: UnitOfWork, actor: Actor, referral: Referral, *, is_certain: bool) -> View:
    """From where this caller looks at the disclosure: the sender always, the receiver until the tail ends."""
    is_sender = referral.sender_agency_id == actor.agency_id
    tail = timedelta() if referral.state is State.ENTERED_IN_ERROR else TAIL
    until = None if is_sender or referral.closed_at is None else referral.closed_at + tail
    return View(at=work.now, purpose=actor.purpose, until=until, is_certain=is_certain)


async def shown_flags(work: UnitOfWork, referral: Referral, view: View) -> Mapping[str, Any] | None:
    """What always travels, to both sides until the receiver's sight ends."""
    return None if view.is_over else await flags_of(work, referral)


def shows_words(referral: Referral, actor: Actor, disclosure: Shown) -> bool:
    """The sender's words travel with what was disclosed, and are hidden with it."""
    return referral.sender_agency_id == actor.agency_id or bool(disclosure.categories)


def sight_of(referral: Referral, disclosure: Shown) -> Sight:
    """The line of the access log for this look."""
    grounds = [f"referral:{referral.id}"]
    for disclosed in disclosure.categories.values():
        grounds += grounds_of(disclosed)
    return Sight(
        referral.id, referral.person_id, referral.municipality_id, sorted(disclosure.categories), sorted(set(grounds))
    )
