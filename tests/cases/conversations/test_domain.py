"""The life of a thread, without a database."""

import pytest

from services.cases.conversations.domain import ThreadMove, after, must_be_open, must_stand
from shared.contracts.cases.conversations import ThreadState
from shared.refusals import Conflict


def test_an_open_thread_can_be_closed_and_a_closed_one_reopened() -> None:
    assert after(ThreadState.OPEN, ThreadMove.CLOSE) is ThreadState.CLOSED
    assert after(ThreadState.CLOSED, ThreadMove.REOPEN) is ThreadState.OPEN


@pytest.mark.parametrize(
    ("state", "move", "said"),
    [
        (ThreadState.CLOSED, ThreadMove.CLOSE, "A thread that is closed cannot be closed."),
        (ThreadState.OPEN, ThreadMove.REOPEN, "A thread that is open cannot be reopened."),
    ],
)
def test_any_other_move_is_a_conflict_that_carries_the_state(state: ThreadState, move: ThreadMove, said: str) -> None:
    with pytest.raises(Conflict, match=said) as refused:
        after(state, move)
    assert refused.value.extensions["state"] is state


def test_a_closed_thread_is_not_written_in() -> None:
    must_be_open(ThreadState.OPEN)
    with pytest.raises(Conflict) as refused:
        must_be_open(ThreadState.CLOSED)
    assert refused.value.extensions["state"] is ThreadState.CLOSED


def test_what_was_taken_back_is_neither_corrected_nor_taken_back_again() -> None:
    must_stand(is_retracted=False)
    with pytest.raises(Conflict):
        must_stand(is_retracted=True)
