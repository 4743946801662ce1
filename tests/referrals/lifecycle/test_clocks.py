"""The clock of a referral: who owes what by when, in every state; and what it does when its time comes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.referrals.deadlines.domain.service_level import Pace, ServiceLevel
from services.referrals.deadlines.domain.territory import Territory
from services.referrals.deadlines.domain.working_time import Closed
from services.referrals.lifecycle.domain.clocks import ringing, rung, wound
from services.referrals.lifecycle.domain.moving import allowed, moved
from services.referrals.lifecycle.domain.referral import Progress, Referral, RunningClock
from services.referrals.lifecycle.domain.table import ENDS, LIVE
from shared.contracts.referrals.vocabulary import Clock, Move, Party, Ring, State, Urgency
from tests.referrals.lifecycle.referrals import NOW, all_it_needs, mover, referral_in

PARIS = Territory(country="FR", time_zone="Europe/Paris")


def in_paris(state: State, *, urgency: Urgency = Urgency.ROUTINE, **other: Any) -> Referral:
    """NOW is a Monday at 11:00 there, and April is the next month with a holiday."""
    referral = referral_in(state, **other)
    return replace(referral, request=replace(referral.request, territory=PARIS, urgency=urgency))


def running(referral: Referral, move: Move = Move.SEND, at: datetime = NOW) -> RunningClock:
    clock = wound(referral, move, at)
    assert clock is not None
    return clock


@pytest.mark.parametrize("state", State)
def test_a_clock_runs_until_it_has_ended_and_then_no_more(state: State) -> None:
    clock = wound(in_paris(state), Move.SEND, NOW)
    assert (clock is None) == (state in ENDS)
    if clock is not None:
        assert clock.started_at <= NOW < clock.rings_at <= clock.due_at


@pytest.mark.parametrize("state", LIVE)
def test_it_expires_exactly_where_the_table_lets_it(state: State) -> None:
    referral = in_paris(state)
    may_expire = any(step.move is Move.EXPIRE for step in allowed(referral, Party.CLOCK, NOW))
    assert (running(referral).expires_at is not None) == may_expire


def test_what_was_sent_is_acknowledged_first_and_answered_from_when_it_was_sent() -> None:
    sent = running(in_paris(State.SENT))
    assert (sent.clock, sent.due_at.date()) == (Clock.ACKNOWLEDGE, date(2026, 3, 4))
    late = NOW + timedelta(days=3)
    received = running(in_paris(State.RECEIVED, sent_at=NOW), Move.ACKNOWLEDGE, late)
    assert (received.clock, received.due_at.date()) == (Clock.ANSWER, date(2026, 3, 9))
    assert sent.expires_at == received.expires_at, (
        "acknowledging late wins no time, and nothing expires before its time"
    )


def test_what_was_on_hold_before_it_was_opened_is_counted_from_when_it_went_on() -> None:
    resumed_at = NOW + timedelta(days=60)
    resumed = running(in_paris(State.SENT, sent_at=NOW), Move.RESUME, resumed_at)
    opened = replace(in_paris(State.RECEIVED, sent_at=NOW), clock=resumed)
    assert running(opened, Move.ACKNOWLEDGE, resumed_at + timedelta(days=1)).due_at > resumed_at + timedelta(days=5)


def test_a_question_stops_the_receivers_clock_and_the_answer_winds_it_anew() -> None:
    asked, _ = moved(
        in_paris(State.RECEIVED), Move.ASK, mover(Party.RECEIVER), all_it_needs(Move.ASK, Party.RECEIVER), NOW
    )
    later = NOW + timedelta(days=2)
    answered, _ = moved(asked, Move.ANSWER, mover(Party.SENDER), all_it_needs(Move.ANSWER, Party.SENDER), later)
    assert answered.clock is not None
    assert (answered.clock.clock, answered.clock.started_at) == (Clock.ANSWER, later)


def test_the_listings_promise_and_the_receivers_holidays_count() -> None:
    referral = in_paris(State.ACCEPTED, closed=(Closed(date(2026, 3, 3), date(2026, 3, 6)),))
    hurried = replace(referral, request=replace(referral.request, service_level=ServiceLevel(start=Pace(1, 1, 1))))
    assert running(hurried, Move.ACCEPT).due_at.date() == date(2026, 3, 9)


def test_urgent_ones_are_due_in_hours_and_reminded_of_halfway() -> None:
    clock = running(in_paris(State.SENT, urgency=Urgency.URGENT))
    assert clock.due_at == NOW + timedelta(hours=4)
    assert (clock.ring, clock.rings_at) == (Ring.REMINDER, NOW + timedelta(hours=2))


def test_the_reminder_comes_on_the_working_day_before() -> None:
    clock = running(in_paris(State.ACCEPTED), Move.ACCEPT)
    assert (clock.due_at.date(), clock.rings_at.date()) == (date(2026, 3, 23), date(2026, 3, 20))


@pytest.mark.parametrize("move", [Move.PAUSE, Move.REVIEW])
def test_a_review_date_shortens_the_time_and_never_lengthens_it(move: Move) -> None:
    near, far = Progress(review_on=date(2026, 3, 10)), Progress(review_on=date(2099, 1, 1))
    usual = running(in_paris(State.ON_HOLD), Move.SEND).due_at
    assert running(in_paris(State.ON_HOLD, progress=near), move).due_at.date() == date(2026, 3, 10)
    assert running(in_paris(State.ON_HOLD, progress=far), move).due_at == usual


def test_an_old_review_date_means_nothing_for_another_move() -> None:
    held = in_paris(State.ON_HOLD, progress=Progress(review_on=date(2026, 3, 3)), held_by=Party.GROUND)
    assert running(held, Move.PAUSE, NOW + timedelta(days=10)).due_at > NOW + timedelta(days=20), (
        "it was the receiver's"
    )
    old = Progress(review_on=date(2026, 3, 3))
    assert running(in_paris(State.IN_PROGRESS, progress=old), Move.START).due_at > NOW + timedelta(days=60)


def test_it_reminds_then_escalates_then_expires() -> None:
    referral = replace(in_paris(State.RECEIVED), clock=running(in_paris(State.RECEIVED)))
    told = []
    while True:
        assert referral.clock is not None
        at = referral.clock.rings_at
        told.append((ringing(referral, at), at.date()))
        if told[-1][0] is Ring.EXPIRY:
            break
        referral = rung(referral, at)
    assert told == [
        (Ring.REMINDER, date(2026, 3, 6)),
        (Ring.ESCALATION, date(2026, 3, 9)),
        (Ring.EXPIRY, date(2026, 3, 16)),
    ]


def test_where_nothing_expires_the_supervisors_are_told_again_and_again() -> None:
    referral = replace(in_paris(State.ACCEPTED), clock=running(in_paris(State.ACCEPTED), Move.ACCEPT))
    rings = []
    for _ in range(4):
        assert referral.clock is not None
        rings.append((ringing(referral, referral.clock.rings_at), referral.clock.rings_at.date()))
        referral = rung(referral, referral.clock.rings_at)
    assert [ring for ring, _ in rings] == [Ring.REMINDER, *[Ring.ESCALATION] * 3]
    days = [day for _, day in rings[1:]]
    assert days == [date(2026, 3, 23), date(2026, 3, 30), date(2026, 4, 7)], "five working days, not Easter Monday"


def test_after_an_outage_a_late_reminder_is_left_out_and_nothing_expires_before_it_was_escalated() -> None:
    referral = replace(in_paris(State.RECEIVED), clock=running(in_paris(State.RECEIVED)))
    back = datetime(2026, 4, 10, 8, tzinfo=UTC)
    assert ringing(referral, back) is Ring.ESCALATION
    escalated = rung(referral, back)
    assert escalated.clock is not None
    assert escalated.clock.ring is Ring.EXPIRY
    assert escalated.clock.rings_at.date() == date(2026, 4, 13), "the next working day"
