"""The clock that runs for whoever owes the next action: wound by each move, rung by time.

A referral has one at a time, and none only when it has ended. How soon it runs out is what the listing promised when
the referral was sent (`ServiceLevel`), in the working time of the receiver.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from services.referrals.deadlines.domain.service_level import Pace
from services.referrals.deadlines.domain.working_time import WorkingTime
from services.referrals.lifecycle.domain.referral import Referral, RunningClock
from services.referrals.lifecycle.domain.table import ENDS, TABLE
from shared.contracts.referrals.vocabulary import Clock, Move, Party, Ring, State

_CLOCK: Final[Mapping[State, Clock]] = {
    State.DRAFT: Clock.REVIEW,
    State.SENT: Clock.ACKNOWLEDGE,
    State.RECEIVED: Clock.ANSWER,
    State.INFORMATION_REQUESTED: Clock.ANSWER,
    State.ALTERNATIVE_OFFERED: Clock.ANSWER,
    State.ACCEPTED: Clock.START,
    State.WAITLISTED: Clock.REVIEW,
    State.IN_PROGRESS: Clock.REVIEW,
    State.ON_HOLD: Clock.REVIEW,
}
_EXPIRES: Final = frozenset(state for step in TABLE if step.move is Move.EXPIRE for state in step.origins)
_HAS_A_REVIEW_DATE: Final = frozenset({Move.PAUSE, Move.REVIEW})
_DRAFTS: Final = Pace(10, 5, 48)
"""How long a draft lies before its writer is reminded of it."""
_ONE_DAY: Final = 1
_AGAIN_DAYS: Final = 5
"""Working days from one escalation to the next, where nothing expires."""


def wound(referral: Referral, move: Move, at: datetime) -> RunningClock | None:
    """The clock that runs after this move; None when the referral has ended.

    Args:
        referral: as the move left it, with the clock that ran until then.
    """
    if referral.state in ENDS:
        return None
    clock, working = _CLOCK[referral.state], _working(referral)
    pace = _DRAFTS if referral.state is State.DRAFT else referral.request.service_level.pace(clock)
    start = _began(referral) or at if move is Move.ACKNOWLEDGE else at
    due_at = pace.due(referral.request.urgency, start, working)
    is_put_off = move in _HAS_A_REVIEW_DATE and referral.held_by is not Party.GROUND
    if is_put_off and referral.progress.review_on is not None:
        due_at = max(at, min(due_at, working.end_of(referral.progress.review_on)))
    remind_at = _reminder(start, due_at, working)
    is_early = remind_at > at
    return RunningClock(
        clock=clock,
        started_at=start,
        due_at=due_at,
        expires_at=_expiry(referral, start, working) if referral.state in _EXPIRES else None,
        ring=Ring.REMINDER if is_early else Ring.ESCALATION,
        rings_at=remind_at if is_early else due_at,
    )


def _began(referral: Referral) -> datetime | None:
    """Since when it waits to be opened: not while it was on hold."""
    return referral.clock.started_at if referral.clock is not None else referral.sent_at


def ringing(referral: Referral, at: datetime) -> Ring:
    """What its clock does now that its time has come; a reminder that comes too late is none."""
    assert referral.clock is not None, "a referral that has ended has no clock"
    is_late = referral.clock.ring is Ring.REMINDER and at >= referral.clock.due_at
    return Ring.ESCALATION if is_late else referral.clock.ring


def rung(referral: Referral, at: datetime) -> Referral:
    """The referral after its clock reminded or escalated, with what the clock does next.

    After an escalation it expires where it may, and one working day later at the earliest: whoever was told has to have
    time to act. Where it may not expire, the supervisors are told again and again.
    """
    assert referral.clock is not None, "a referral that has ended has no clock"
    clock, working = replace(referral.clock, rang=referral.clock.rang + 1), _working(referral)
    if ringing(referral, at) is Ring.REMINDER:
        return replace(referral, clock=replace(clock, ring=Ring.ESCALATION, rings_at=clock.due_at))
    if clock.expires_at is not None:
        expires_at = max(clock.expires_at, working.after_days(at, _ONE_DAY))
        return replace(referral, clock=replace(clock, ring=Ring.EXPIRY, rings_at=expires_at, expires_at=expires_at))
    again_at = working.after_days(at, _AGAIN_DAYS)
    return replace(referral, clock=replace(clock, ring=Ring.ESCALATION, rings_at=again_at))


def _working(referral: Referral) -> WorkingTime:
    return WorkingTime(territory=referral.request.territory, closed=referral.closed)


def _reminder(start: datetime, due_at: datetime, working: WorkingTime) -> datetime:
    """One working day before; halfway where that would be at the beginning, or hours count."""
    day_before = working.before(due_at, _ONE_DAY)
    halfway = start + (due_at - start) / 2
    return max(day_before, halfway) if due_at - start > timedelta(days=_ONE_DAY) else halfway


def _expiry(referral: Referral, start: datetime, working: WorkingTime) -> datetime:
    """As long again as there was to answer; nothing that was just sent expires before it had to be answered."""
    pace, urgency = referral.request.service_level.answer, referral.request.urgency
    return pace.due(urgency, pace.due(urgency, start, working), working)
