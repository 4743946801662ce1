"""Making a move: what it needs, what it changes, and what it forgets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.referrals.lifecycle.domain.moving import (
    MoveNotPossible,
    NoGround,
    SecondWorkerNeeded,
    allowed,
    moved,
    propose_error,
    steps_of,
)
from services.referrals.lifecycle.domain.referral import Particulars, Progress, Referral
from services.referrals.lifecycle.domain.table import ENDS, TABLE, Need, Step
from shared.contracts.referrals.vocabulary import Move, Outcome, Party, Reason, State
from shared.refusals import Invalid
from tests.referrals.lifecycle.referrals import NOW, all_it_needs, mover, referral_in

WITH_REASONS = [step for step in TABLE if step.reasons]


def named(step: Step) -> str:
    return f"{step.move} by {step.by}"


def ready_for(step: Step) -> Referral:
    held_by = Party.GROUND if step.move is Move.RESUME and step.by is Party.SENDER else Party.RECEIVER
    state = min(step.origins - {State.ON_HOLD} or step.origins)
    return referral_in(state, **({"held_by": held_by} if state is State.ON_HOLD else {}))


@pytest.mark.parametrize("party", Party)
@pytest.mark.parametrize("move", Move)
def test_the_steps_of_a_move_are_the_lines_of_the_table_for_it_and_its_party(move: Move, party: Party) -> None:
    assert list(steps_of(move, party)) == [step for step in TABLE if (step.move, step.by) == (move, party)]


def test_a_move_has_steps_for_those_who_make_it_and_none_for_others() -> None:
    assert [step.to for step in steps_of(Move.ACCEPT, Party.RECEIVER)] == [State.ACCEPTED]
    assert steps_of(Move.ACCEPT, Party.SENDER) == ()
    assert steps_of(Move.EXPIRE, Party.RECEIVER) == ()


@pytest.mark.parametrize("step", WITH_REASONS, ids=named)
def test_a_move_takes_its_own_reasons_and_no_others(step: Step) -> None:
    referral = ready_for(step)
    if step.move is Move.MARK_IN_ERROR:
        referral = referral_in(State.DRAFT)
    for reason in Reason:
        told = all_it_needs(step.move, step.by, reason=reason)
        if reason in step.reasons:
            assert moved(referral, step.move, mover(step.by), told, NOW)[0].progress.reason is reason
        else:
            with pytest.raises(Invalid) as refusal:
                moved(referral, step.move, mover(step.by), told, NOW)
            assert refusal.value.errors[0].pointer == "#/reason"


@pytest.mark.parametrize(
    ("move", "party", "missing", "pointer"),
    [
        (Move.ACCEPT, Party.RECEIVER, {"responsible_team": None}, "#/responsible_id"),
        (Move.OFFER_ALTERNATIVE, Party.RECEIVER, {"alternative_id": None}, "#/listing_id"),
        (Move.START, Party.RECEIVER, {"first_contact_at": None}, "#/first_contact_at"),
        (Move.PAUSE, Party.RECEIVER, {"review_on": None}, "#/review_on"),
        (Move.COMPLETE, Party.RECEIVER, {"outcome": None}, "#/outcome"),
        (Move.COMPLETE, Party.RECEIVER, {"confirmation": None}, "#/outcome"),
    ],
)
def test_what_a_move_needs_is_pointed_at_when_it_is_missing(
    move: Move, party: Party, missing: dict[str, Any], pointer: str
) -> None:
    step = next(step for step in TABLE if step.move is move and step.by is party)
    referral = referral_in(State.RECEIVED if State.RECEIVED in step.origins else min(step.origins))
    moved(referral, move, mover(party), all_it_needs(move, party), NOW)
    with pytest.raises(Invalid) as refusal:
        moved(referral, move, mover(party), all_it_needs(move, party, **missing), NOW)
    assert [error.pointer for error in refusal.value.errors] == [pointer]


@pytest.mark.parametrize("move", [Move.ASK, Move.ANSWER])
def test_a_question_and_an_answer_have_words(move: Move) -> None:
    party = Party.RECEIVER if move is Move.ASK else Party.SENDER
    referral = referral_in(State.RECEIVED if move is Move.ASK else State.INFORMATION_REQUESTED)
    with pytest.raises(Invalid):
        moved(referral, move, mover(party), Particulars(note="  "), NOW)


@pytest.mark.parametrize("step", [step for step in TABLE if Need.GROUND in step.needs], ids=named)
def test_nothing_is_disclosed_without_a_ground(step: Step) -> None:
    told = all_it_needs(step.move, step.by)
    without = Particulars(note=told.note, said=told.said, has_ground=False)
    with pytest.raises(NoGround):
        moved(ready_for(step), step.move, mover(step.by), without, NOW)


def test_a_draft_is_marked_in_error_by_one_and_what_was_sent_by_two() -> None:
    first, second = mover(Party.SENDER), mover(Party.SENDER)
    told = all_it_needs(Move.MARK_IN_ERROR, Party.SENDER)
    assert moved(referral_in(State.DRAFT), Move.MARK_IN_ERROR, first, told, NOW)[0].state is State.ENTERED_IN_ERROR

    referral = referral_in(State.ACCEPTED)
    with pytest.raises(SecondWorkerNeeded):
        moved(referral, Move.MARK_IN_ERROR, first, told, NOW)
    proposed = propose_error(referral, first, told, NOW)
    assert (proposed.state, proposed.version) == (State.ACCEPTED, referral.version + 1)
    with pytest.raises(SecondWorkerNeeded):
        moved(proposed, Move.MARK_IN_ERROR, first, told, NOW)
    with pytest.raises(SecondWorkerNeeded):
        propose_error(proposed, first, told, NOW)
    assert moved(proposed, Move.MARK_IN_ERROR, second, told, NOW)[0].state is State.ENTERED_IN_ERROR


def test_a_proposal_needs_its_reason_too() -> None:
    with pytest.raises(Invalid):
        propose_error(referral_in(State.ACCEPTED), mover(Party.SENDER), Particulars(), NOW)


def test_a_proposal_survives_the_moves_of_the_receiver() -> None:
    told = all_it_needs(Move.MARK_IN_ERROR, Party.SENDER)
    proposed = propose_error(referral_in(State.IN_PROGRESS), mover(Party.SENDER), told, NOW)
    done, _ = moved(proposed, Move.COMPLETE, mover(Party.RECEIVER), all_it_needs(Move.COMPLETE, Party.RECEIVER), NOW)
    assert done.error_proposed == proposed.error_proposed


def test_being_accepted_ends_the_wait() -> None:
    waiting = referral_in(State.WAITLISTED, progress=Progress(waitlist_position=3, expected_on=NOW.date()))
    told = Particulars(said=Progress(responsible_team="North"))
    accepted, _ = moved(waiting, Move.ACCEPT, mover(Party.RECEIVER), told, NOW)
    assert accepted.progress == Progress(responsible_team="North")


def test_reopening_forgets_the_outcome_and_not_the_first_contact() -> None:
    done = referral_in(State.COMPLETED, progress=Progress(outcome=Outcome.NEED_MET, first_contact_at=NOW))
    told = Particulars(said=Progress(reason=Reason.NEED_RETURNED), has_ground=True)
    again, _ = moved(done, Move.REOPEN, mover(Party.RECEIVER), told, NOW)
    assert again.progress == Progress(first_contact_at=NOW, reason=Reason.NEED_RETURNED)
    assert again.closed_at is None


def test_the_end_of_a_ground_during_a_hold_remembers_where_the_hold_came_from() -> None:
    held = referral_in(State.ON_HOLD, held_in=State.IN_PROGRESS, held_by=Party.RECEIVER)
    told = Particulars(said=Progress(reason=Reason.CONSENT_WITHDRAWN))
    still, _ = moved(held, Move.PAUSE, mover(Party.GROUND), told, NOW)
    assert (still.held_in, still.held_by) == (State.IN_PROGRESS, Party.GROUND)


@given(some.data())
def test_whatever_happens_to_it_a_referral_stays_consistent(data: some.DataObject) -> None:
    referral = referral_in(State.DRAFT)
    for _ in range(12):
        steps = [step for party in Party for step in allowed(referral, party, NOW)]
        if not steps:
            assert referral.state is State.ENTERED_IN_ERROR
            return
        step = data.draw(some.sampled_from(steps), label="move")
        by, told = mover(step.by), all_it_needs(step.move, step.by)
        before = referral
        if step.move is Move.MARK_IN_ERROR and before.was_sent and before.error_proposed is None:
            before = propose_error(before, mover(Party.SENDER), told, NOW)
        referral, made = moved(before, step.move, by, told, NOW)
        assert referral.version == before.version + 1
        assert (made.origin, made.to) == (before.state, referral.state)
        assert (referral.closed_at is not None) == (referral.state in ENDS)
        assert referral.was_sent or referral.state in {State.DRAFT, State.WITHDRAWN, State.ENTERED_IN_ERROR}
        assert referral.state is not State.INFORMATION_REQUESTED or referral.asked_in is not None
        assert referral.state is not State.ON_HOLD or referral.held_in not in {None, State.ON_HOLD}


@given(some.sampled_from(State), some.sampled_from(Move), some.sampled_from(Party))
def test_a_refused_move_changes_nothing(state: State, move: Move, party: Party) -> None:
    referral = referral_in(state)
    as_it_was = repr(referral)
    try:
        changed, _ = moved(referral, move, mover(party), all_it_needs(move, party), NOW)
    except (MoveNotPossible, SecondWorkerNeeded):
        assert repr(referral) == as_it_was
    else:
        assert changed.version == referral.version + 1
        assert repr(referral) == as_it_was
