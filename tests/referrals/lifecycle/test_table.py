"""The table of moves, against the same table written the other way round: by state, what each party can do there."""

from collections.abc import Mapping

import pytest

from services.referrals.lifecycle.domain.moving import MoveNotPossible, after, owes_next
from services.referrals.lifecycle.domain.table import ENDS, LIVE, TABLE, TAIL
from shared.contracts.referrals.labels import LABELS, label
from shared.contracts.referrals.vocabulary import Move, Party, State
from tests.referrals.lifecycle.referrals import NOW, referral_in

CAN: Mapping[State, Mapping[Party, Mapping[str, str]]] = {
    State.DRAFT: {
        Party.SENDER: {"send": "sent", "withdraw": "withdrawn", "mark_in_error": "entered_in_error"},
    },
    State.SENT: {
        Party.SENDER: {"withdraw": "withdrawn", "mark_in_error": "entered_in_error"},
        Party.RECEIVER: {
            "acknowledge": "received",
            "accept": "accepted",
            "offer_alternative": "alternative_offered",
            "decline": "declined",
        },
        Party.CLOCK: {"expire": "expired"},
        Party.GROUND: {"pause": "on_hold"},
    },
    State.RECEIVED: {
        Party.SENDER: {"withdraw": "withdrawn", "mark_in_error": "entered_in_error"},
        Party.RECEIVER: {
            "ask": "information_requested",
            "accept": "accepted",
            "waitlist": "waitlisted",
            "offer_alternative": "alternative_offered",
            "decline": "declined",
        },
        Party.CLOCK: {"expire": "expired"},
        Party.GROUND: {"pause": "on_hold"},
    },
    State.INFORMATION_REQUESTED: {
        Party.SENDER: {"answer": "received", "withdraw": "withdrawn", "mark_in_error": "entered_in_error"},
        Party.CLOCK: {"expire": "expired"},
        Party.GROUND: {"pause": "on_hold"},
    },
    State.ALTERNATIVE_OFFERED: {
        Party.SENDER: {
            "take_alternative": "redirected",
            "reject_alternative": "received",
            "withdraw": "withdrawn",
            "mark_in_error": "entered_in_error",
        },
        Party.RECEIVER: {"decline": "declined"},
        Party.CLOCK: {"expire": "expired"},
        Party.GROUND: {"pause": "on_hold"},
    },
    State.ACCEPTED: {
        Party.SENDER: {"withdraw": "withdrawn", "mark_in_error": "entered_in_error"},
        Party.RECEIVER: {
            "ask": "information_requested",
            "waitlist": "waitlisted",
            "start": "in_progress",
            "stop": "stopped",
        },
        Party.GROUND: {"pause": "on_hold"},
    },
    State.WAITLISTED: {
        Party.SENDER: {"withdraw": "withdrawn", "mark_in_error": "entered_in_error"},
        Party.RECEIVER: {
            "accept": "accepted",
            "decline": "declined",
            "review": "waitlisted",
            "stop": "stopped",
        },
        Party.GROUND: {"pause": "on_hold"},
    },
    State.IN_PROGRESS: {
        Party.SENDER: {"withdraw": "withdrawn", "mark_in_error": "entered_in_error"},
        Party.RECEIVER: {
            "pause": "on_hold",
            "review": "in_progress",
            "complete": "completed",
            "stop": "stopped",
        },
        Party.GROUND: {"pause": "on_hold"},
    },
    State.ON_HOLD: {
        Party.SENDER: {"withdraw": "withdrawn", "mark_in_error": "entered_in_error"},
        Party.RECEIVER: {"resume": "in_progress", "review": "on_hold", "stop": "stopped"},
        Party.GROUND: {"pause": "on_hold"},
    },
    State.COMPLETED: {
        Party.SENDER: {"mark_in_error": "entered_in_error", "reopen": "in_progress"},
        Party.RECEIVER: {"reopen": "in_progress"},
    },
    State.STOPPED: {
        Party.SENDER: {"mark_in_error": "entered_in_error", "reopen": "in_progress"},
        Party.RECEIVER: {"reopen": "in_progress"},
    },
    State.DECLINED: {Party.SENDER: {"mark_in_error": "entered_in_error"}},
    State.REDIRECTED: {Party.SENDER: {"mark_in_error": "entered_in_error"}},
    State.WITHDRAWN: {Party.SENDER: {"mark_in_error": "entered_in_error"}},
    State.EXPIRED: {Party.SENDER: {"mark_in_error": "entered_in_error"}},
    State.ENTERED_IN_ERROR: {},
}


@pytest.mark.parametrize("party", Party)
@pytest.mark.parametrize("state", State)
def test_a_move_leads_where_the_table_says_and_nowhere_else(state: State, party: Party) -> None:
    referral = referral_in(state)
    can = CAN[state].get(party, {})
    for move in Move:
        if move in can:
            assert after(referral, move, party, NOW) == can[move]
        else:
            with pytest.raises(MoveNotPossible) as refusal:
                after(referral, move, party, NOW)
            assert refusal.value.extensions == {"state": state, "moves": list(can)}


@pytest.mark.parametrize("asked_in", [State.RECEIVED, State.ACCEPTED])
def test_an_answer_leads_back_to_where_the_question_was_asked(asked_in: State) -> None:
    referral = referral_in(State.INFORMATION_REQUESTED, asked_in=asked_in)
    assert after(referral, Move.ANSWER, Party.SENDER, NOW) is asked_in


@pytest.mark.parametrize("held_in", LIVE - {State.DRAFT, State.ON_HOLD})
def test_after_the_end_of_a_ground_the_sender_resumes_where_it_was_held_and_the_receiver_does_not(
    held_in: State,
) -> None:
    referral = referral_in(State.ON_HOLD, held_in=held_in, held_by=Party.GROUND)
    assert after(referral, Move.RESUME, Party.SENDER, NOW) is held_in
    with pytest.raises(MoveNotPossible):
        after(referral, Move.RESUME, Party.RECEIVER, NOW)
    with pytest.raises(MoveNotPossible):
        after(referral, Move.PAUSE, Party.GROUND, NOW)


@pytest.mark.parametrize("party", [Party.SENDER, Party.RECEIVER])
@pytest.mark.parametrize("state", [State.COMPLETED, State.STOPPED])
def test_it_is_reopened_within_the_tail_and_not_a_moment_later(state: State, party: Party) -> None:
    referral = referral_in(state)
    last_moment = NOW + TAIL - TAIL.resolution
    assert after(referral, Move.REOPEN, party, last_moment) is State.IN_PROGRESS
    with pytest.raises(MoveNotPossible):
        after(referral, Move.REOPEN, party, NOW + TAIL)


@pytest.mark.parametrize("state", State)
def test_somebody_owes_the_next_action_until_it_has_ended(state: State) -> None:
    owes = owes_next(referral_in(state))
    assert (owes is None) == (state in ENDS)
    if owes is not None:
        assert CAN[state][owes], "who owes the next action can act"


def test_after_the_end_of_a_ground_the_sender_owes_the_next_action() -> None:
    held = referral_in(State.ON_HOLD, held_in=State.ACCEPTED, held_by=Party.GROUND)
    assert owes_next(held) is Party.SENDER


def test_every_move_is_in_the_table() -> None:
    assert {step.move for step in TABLE} == set(Move)


def test_every_word_has_a_label_in_both_languages() -> None:
    for words in LABELS:
        for word in words:
            english, french = label(word, french=False), label(word, french=True)
            assert english
            assert french
