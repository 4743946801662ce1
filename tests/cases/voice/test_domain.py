"""What can be taken down, when it is answered, and which numbers are shown, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.voice.domain.counting import FEWEST, Quarter, published
from services.cases.voice.domain.words import (
    ANSWERED_WITHIN,
    Rating,
    answer_due_on,
    is_overdue,
    must_be_theirs,
    must_follow,
)
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.cases.voice import Aspect, ComplaintState
from shared.refusals import Conflict, Invalid

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def rated(score: int = 3, began_on: date = TODAY, ended_on: date = TODAY) -> Rating:
    return Rating(aspect=Aspect.HELP_RECEIVED, score=score, began_on=began_on, ended_on=ended_on, comment=None)


def test_a_rating_is_on_the_scale_and_about_what_has_been() -> None:
    for rating in (rated(1), rated(5), rated(began_on=TODAY - DAY)):
        rating.check(TODAY)
    for rating, pointer in (
        (rated(0), "#/score"),
        (rated(6), "#/score"),
        (rated(began_on=TODAY, ended_on=TODAY - DAY), "#/ended_on"),
        (rated(ended_on=TODAY + DAY), "#/ended_on"),
    ):
        with pytest.raises(Invalid) as refused:
            rating.check(TODAY)
        assert refused.value.errors[0].pointer == pointer


def test_a_workers_opinion_is_nobodys_voice_and_what_is_sealed_is_heard_by_nobody() -> None:
    for voice in (Voice.PERSON, Voice.REPRESENTATIVE, Voice.CARER):
        must_be_theirs(voice, Sensitivity.SENSITIVE)
    for voice, sensitivity in ((Voice.WORKER, Sensitivity.ORDINARY), (Voice.PERSON, Sensitivity.SEALED)):
        with pytest.raises(Invalid):
            must_be_theirs(voice, sensitivity)


def test_a_complaint_is_answered_within_a_month_or_by_the_day_that_was_promised() -> None:
    assert answer_due_on(None, TODAY) == TODAY + ANSWERED_WITHIN == answer_due_on(TODAY + ANSWERED_WITHIN, TODAY)
    assert answer_due_on(TODAY + DAY, TODAY) == TODAY + DAY
    for wanted in (TODAY, TODAY + ANSWERED_WITHIN + DAY):
        with pytest.raises(Invalid):
            answer_due_on(wanted, TODAY)


def test_a_complaint_is_overdue_from_the_day_after_until_it_is_answered() -> None:
    assert not is_overdue(ComplaintState.RECORDED, TODAY, TODAY)
    assert is_overdue(ComplaintState.ACKNOWLEDGED, TODAY, TODAY + DAY)
    assert not is_overdue(ComplaintState.ANSWERED, TODAY, TODAY + DAY)


def test_a_complaint_is_taken_up_once_and_answered_once() -> None:
    recorded, acknowledged, answered = ComplaintState
    for wanted, states in ((acknowledged, (recorded,)), (answered, (recorded, acknowledged))):
        for state in ComplaintState:
            if state in states:
                must_follow(wanted, state)
            else:
                with pytest.raises(Conflict):
                    must_follow(wanted, state)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_no_small_number_is_shown_and_none_can_be_computed(numbers: list[int]) -> None:
    shown = published(dict(enumerate(numbers)))
    given_ = [number for number in shown.cells.values() if number is not None]
    assert all(number >= FEWEST for number in given_)
    assert [shown.cells[cell] for cell, number in enumerate(numbers) if number >= FEWEST] == given_
    hidden = [number for number in numbers if number < FEWEST]
    if shown.total is not None:
        assert shown.total == sum(numbers) >= FEWEST
        assert not hidden or shown.total - sum(given_) >= FEWEST
        assert len(hidden) != 1


def test_a_quarter_is_three_months_and_is_counted_when_it_is_over() -> None:
    assert [Quarter(2026, number).first_day.month for number in (1, 2, 3, 4)] == [1, 4, 7, 10]
    last = Quarter.read("2026-Q4")
    assert (last.first_day, last.next_day) == (date(2026, 10, 1), date(2027, 1, 1))
    last.must_be_over(date(2027, 1, 1))
    with pytest.raises(Invalid):
        last.must_be_over(date(2026, 12, 31))
