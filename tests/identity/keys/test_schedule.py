"""When keys are made, sign and are destroyed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.keys.domain.schedule import OUTLIVES_ITS_TURN_BY, Turn, missing, outlived, signing

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
WEEK = timedelta(days=7)


def test_at_first_there_is_one_to_sign_and_one_to_follow() -> None:
    assert missing([], START, WEEK) == [START, START + WEEK]


def test_nothing_is_missing_while_a_successor_waits() -> None:
    assert missing([Turn("a", START), Turn("b", START + WEEK)], START, WEEK) == []


def test_the_next_successor_is_made_when_the_turn_changes() -> None:
    turns = [Turn("a", START), Turn("b", START + WEEK)]
    assert missing(turns, START + WEEK, WEEK) == [START + 2 * WEEK]


def test_after_a_long_standstill_the_successor_signs_and_has_a_full_turn() -> None:
    turns = [Turn("a", START), Turn("b", START + WEEK)]
    late = START + 10 * WEEK
    assert signing(turns, late) == Turn("b", START + WEEK)
    assert missing(turns, late, WEEK) == [late + WEEK]


def test_nobody_signs_before_the_first_turn() -> None:
    assert signing([Turn("a", START)], START - timedelta(seconds=1)) is None


@pytest.mark.parametrize(("later", "gone"), [(timedelta(), 0), (OUTLIVES_ITS_TURN_BY, 1)])
def test_a_key_outlives_its_turn_until_its_tokens_have_expired(later: timedelta, gone: int) -> None:
    turns = [Turn("a", START), Turn("b", START + WEEK)]
    assert outlived(turns, START + WEEK + later) == turns[:gone]


@given(st.lists(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=60)), min_size=1, max_size=25))
def test_whenever_one_looks_a_key_signs_and_the_next_was_published_before(pauses: list[timedelta]) -> None:
    turns: list[Turn] = []
    published_at: dict[str, datetime] = {}
    now = START
    for pause in pauses:
        now += pause
        before = signing(turns, now)
        made = [Turn(f"{now}{begins}", begins) for begins in missing(turns, now, WEEK)]
        published_at |= {turn.kid: now for turn in made}
        turns = [turn for turn in [*turns, *made] if turn not in outlived([*turns, *made], now)]
        present = signing(turns, now)
        assert present is not None
        assert before in {None, present}, "making keys never changes who signs"
        assert any(turn.signs_from > now for turn in turns)
        assert len(turns) >= 2
    assert all(published_at[turn.kid] < turn.signs_from or turn.signs_from == START + pauses[0] for turn in turns)
