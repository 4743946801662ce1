"""The one table of the moves of a referral. Everything else is read from it: what is allowed, what it needs, the
diagram in the documents, the moves in every representation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from services.referrals.lifecycle.domain import reasons
from services.referrals.lifecycle.domain.referral import Referral
from shared.contracts.referrals.vocabulary import Move, Party, Reason, State

TAIL: Final = timedelta(days=30)
"""How long after its end the receiver still sees what was disclosed, and either side may reopen."""

ENDS: Final = frozenset(
    {
        State.COMPLETED,
        State.STOPPED,
        State.DECLINED,
        State.REDIRECTED,
        State.WITHDRAWN,
        State.EXPIRED,
        State.ENTERED_IN_ERROR,
    }
)
LIVE: Final = frozenset(State) - ENDS
"""Somebody owes the next action."""


class Back(StrEnum):
    """A move that leads back to where another one came from, or nowhere else."""

    TO_WHERE_IT_STANDS = "where it stands"
    TO_WHERE_IT_WAS_ASKED = "where the question came from"
    TO_WHERE_IT_WAS_HELD = "where the hold came from"


class Need(StrEnum):
    """What a move cannot be made without."""

    GROUND = "a ground to disclose (a consent under an agreement, or a mandate)"
    OPEN_LISTING = "a service listing that takes referrals"
    QUESTION = "a question"
    ANSWER = "an answer"
    RESPONSIBLE = "a responsible worker or team"
    REASON_TO_SKIP = "a coded reason, where others stand before it on the waiting list"
    ALTERNATIVE = "another listing"
    REASON = "a coded reason"
    REVIEW_DATE = "a review date"
    FIRST_CONTACT = "the first contact"
    OUTCOME = "an outcome, its evidence, and whether the person confirms it"
    SECOND_WORKER = "a second worker, once it was sent"


Guard = Callable[[Referral, datetime], bool]


def not_held_for_its_ground(referral: Referral, _at: datetime) -> bool:
    """it is not on hold because a ground ended"""  # noqa: D403, D415 - part of a sentence
    return referral.held_by is not Party.GROUND


def held_for_its_ground(referral: Referral, _at: datetime) -> bool:
    """it is on hold because a ground ended"""  # noqa: D403, D415 - part of a sentence
    return referral.held_by is Party.GROUND


def within_the_tail(referral: Referral, at: datetime) -> bool:
    """it ended less than 30 days ago"""  # noqa: D403, D415 - part of a sentence
    return referral.closed_at is not None and at < referral.closed_at + TAIL


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of the table.

    Attributes:
        origins: states from which; empty for the first move.
        reasons: the coded reasons it takes; empty where it takes none.
        only: a condition beyond the state, its docstring the sentence.
    """

    move: Move
    by: Party
    origins: frozenset[State]
    to: State | Back
    needs: tuple[Need, ...] = ()
    reasons: frozenset[Reason] = frozenset()
    only: Guard | None = None


def _step(
    move: Move,
    by: Party,
    origins: set[State] | frozenset[State],
    to: State | Back,
    *needs: Need,
    reasons: frozenset[Reason] = frozenset(),
    only: Guard | None = None,
) -> Step:
    return Step(move=move, by=by, origins=frozenset(origins), to=to, needs=needs, reasons=reasons, only=only)


_SENDER, _RECEIVER, _CLOCK, _GROUND = Party.SENDER, Party.RECEIVER, Party.CLOCK, Party.GROUND
_DRAFT, _SENT, _RECEIVED, _ASKED = State.DRAFT, State.SENT, State.RECEIVED, State.INFORMATION_REQUESTED
_OFFERED, _ACCEPTED, _WAITLISTED = State.ALTERNATIVE_OFFERED, State.ACCEPTED, State.WAITLISTED
_IN_PROGRESS, _ON_HOLD, _COMPLETED, _STOPPED = State.IN_PROGRESS, State.ON_HOLD, State.COMPLETED, State.STOPPED

TABLE: Final[tuple[Step, ...]] = (
    _step(Move.DRAFT, _SENDER, set(), _DRAFT),
    _step(Move.SEND, _SENDER, {_DRAFT}, _SENT, Need.GROUND, Need.OPEN_LISTING),
    _step(Move.ACKNOWLEDGE, _RECEIVER, {_SENT}, _RECEIVED),
    _step(Move.ASK, _RECEIVER, {_RECEIVED, _ACCEPTED}, _ASKED, Need.QUESTION),
    _step(Move.ANSWER, _SENDER, {_ASKED}, Back.TO_WHERE_IT_WAS_ASKED, Need.ANSWER),
    _step(
        Move.ACCEPT,
        _RECEIVER,
        {_SENT, _RECEIVED, _WAITLISTED},
        _ACCEPTED,
        Need.RESPONSIBLE,
        Need.REASON_TO_SKIP,
        reasons=reasons.FOR_SKIPPING,
    ),
    _step(Move.WAITLIST, _RECEIVER, {_RECEIVED, _ACCEPTED}, _WAITLISTED),
    _step(Move.OFFER_ALTERNATIVE, _RECEIVER, {_SENT, _RECEIVED}, _OFFERED, Need.ALTERNATIVE),
    _step(Move.TAKE_ALTERNATIVE, _SENDER, {_OFFERED}, State.REDIRECTED),
    _step(Move.REJECT_ALTERNATIVE, _SENDER, {_OFFERED}, _RECEIVED),
    _step(
        Move.DECLINE,
        _RECEIVER,
        {_SENT, _RECEIVED, _WAITLISTED, _OFFERED},
        State.DECLINED,
        Need.REASON,
        reasons=reasons.FOR_DECLINING,
    ),
    _step(Move.START, _RECEIVER, {_ACCEPTED}, _IN_PROGRESS, Need.FIRST_CONTACT),
    _step(Move.PAUSE, _RECEIVER, {_IN_PROGRESS}, _ON_HOLD, Need.REASON, Need.REVIEW_DATE, reasons=reasons.FOR_PAUSING),
    _step(
        Move.PAUSE,
        _GROUND,
        LIVE - {_DRAFT},
        _ON_HOLD,
        Need.REASON,
        reasons=reasons.OF_AN_ENDED_GROUND,
        only=not_held_for_its_ground,
    ),
    _step(Move.RESUME, _RECEIVER, {_ON_HOLD}, Back.TO_WHERE_IT_WAS_HELD, only=not_held_for_its_ground),
    _step(Move.RESUME, _SENDER, {_ON_HOLD}, Back.TO_WHERE_IT_WAS_HELD, Need.GROUND, only=held_for_its_ground),
    _step(
        Move.REVIEW,
        _RECEIVER,
        {_WAITLISTED, _IN_PROGRESS, _ON_HOLD},
        Back.TO_WHERE_IT_STANDS,
        Need.REVIEW_DATE,
        only=not_held_for_its_ground,
    ),
    _step(Move.COMPLETE, _RECEIVER, {_IN_PROGRESS}, _COMPLETED, Need.OUTCOME),
    _step(
        Move.STOP,
        _RECEIVER,
        {_ACCEPTED, _WAITLISTED, _IN_PROGRESS, _ON_HOLD},
        _STOPPED,
        Need.REASON,
        reasons=reasons.FOR_STOPPING,
    ),
    _step(Move.WITHDRAW, _SENDER, LIVE, State.WITHDRAWN, Need.REASON, reasons=reasons.FOR_WITHDRAWING),
    _step(
        Move.EXPIRE,
        _CLOCK,
        {_SENT, _RECEIVED, _ASKED, _OFFERED},
        State.EXPIRED,
        Need.REASON,
        reasons=reasons.FOR_EXPIRING,
    ),
    _step(
        Move.MARK_IN_ERROR,
        _SENDER,
        frozenset(State) - {State.ENTERED_IN_ERROR},
        State.ENTERED_IN_ERROR,
        Need.REASON,
        Need.SECOND_WORKER,
        reasons=reasons.FOR_CORRECTING,
    ),
    _step(
        Move.REOPEN,
        _RECEIVER,
        {_COMPLETED, _STOPPED},
        _IN_PROGRESS,
        Need.REASON,
        Need.GROUND,
        reasons=reasons.FOR_REOPENING,
        only=within_the_tail,
    ),
    _step(
        Move.REOPEN,
        _SENDER,
        {_COMPLETED, _STOPPED},
        _IN_PROGRESS,
        Need.REASON,
        Need.GROUND,
        reasons=reasons.FOR_REOPENING,
        only=within_the_tail,
    ),
)
