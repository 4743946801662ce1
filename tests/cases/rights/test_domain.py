"""By when a request is answered, and on which article it may be refused, without a database."""

from datetime import date, timedelta

import pytest

from services.cases.rights.domain import (
    ARTICLES,
    COPIED,
    Article,
    Decision,
    articles_of,
    due_on,
    is_overdue,
    latest_due_on,
    must_be_extended_in_time,
    must_be_open,
    must_have_arrived,
)
from shared.contracts.cases.rights import RequestOutcome, RequestState, Right
from shared.contracts.cases.vocabulary import Category
from shared.refusals import Conflict, Invalid

RECEIVED = date(2026, 3, 2)
TODAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("received", "first", "last"),
    [
        (date(2026, 3, 2), date(2026, 4, 2), date(2026, 6, 2)),
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30)),
        (date(2024, 1, 31), date(2024, 2, 29), date(2024, 4, 30)),
        (date(2026, 11, 30), date(2026, 12, 30), date(2027, 2, 28)),
        (date(2026, 12, 5), date(2027, 1, 5), date(2027, 3, 5)),
    ],
)
def test_a_month_ends_on_its_own_day_or_on_the_last_there_is(received: date, first: date, last: date) -> None:
    assert (due_on(received), latest_due_on(received)) == (first, last)


def test_it_is_extended_within_its_first_month_and_not_beyond_the_third() -> None:
    for until in (date(2026, 4, 3), date(2026, 6, 2)):
        must_be_extended_in_time(RECEIVED, until, due_on(RECEIVED))
    for until in (date(2026, 4, 2), date(2026, 6, 3)):
        with pytest.raises(Invalid):
            must_be_extended_in_time(RECEIVED, until, TODAY)
    with pytest.raises(Conflict):
        must_be_extended_in_time(RECEIVED, date(2026, 5, 1), date(2026, 4, 3))


def test_nothing_arrives_tomorrow_and_nothing_lies_for_more_than_a_year() -> None:
    for arrived in (TODAY, TODAY - timedelta(days=366)):
        must_have_arrived(arrived, TODAY)
    for arrived in (TODAY + timedelta(days=1), TODAY - timedelta(days=367)):
        with pytest.raises(Invalid):
            must_have_arrived(arrived, TODAY)


@pytest.mark.parametrize("right", Right)
def test_a_refusal_names_an_article_of_the_right_and_what_is_granted_names_none(right: Right) -> None:
    for article in (*Article, None):
        for outcome in RequestOutcome:
            is_cut = right in COPIED and outcome is RequestOutcome.PARTLY_GRANTED
            left_out = frozenset({Category.HEALTH}) if is_cut else frozenset()
            decided = Decision(outcome=outcome, article=article, reason="Because", left_out=left_out)
            granted = outcome is RequestOutcome.GRANTED
            if (article is None) if granted else (article in articles_of(right)):
                decided.must_be_lawful(right)
            else:
                with pytest.raises(Invalid):
                    decided.must_be_lawful(right)


@pytest.mark.parametrize("right", Right)
def test_a_copy_that_is_granted_in_part_says_what_it_leaves_out_and_nothing_else_does(right: Right) -> None:
    for outcome in RequestOutcome:
        article = None if outcome is RequestOutcome.GRANTED else Article.NATIONAL_LAW
        is_cut = right in COPIED and outcome is RequestOutcome.PARTLY_GRANTED
        wrong = frozenset() if is_cut else frozenset({Category.HEALTH})
        with pytest.raises(Invalid):
            Decision(outcome=outcome, article=article, reason="Because", left_out=wrong).must_be_lawful(right)


def test_each_article_is_of_some_right_and_said_in_both_languages() -> None:
    assert {article for right in Right for article in articles_of(right)} == set(Article) == set(ARTICLES)
    assert Article.LEGAL_OBLIGATION not in articles_of(Right.ACCESS), "what must be kept can be shown"
    assert all(said.in_french != said for said in ARTICLES.values())


def test_only_what_is_open_waits_and_is_ever_overdue() -> None:
    late = RECEIVED - timedelta(days=1)
    must_be_open(RequestState.OPEN)
    assert is_overdue(RequestState.OPEN, late, RECEIVED)
    assert not is_overdue(RequestState.OPEN, RECEIVED, RECEIVED)
    for state in set(RequestState) - {RequestState.OPEN}:
        assert not is_overdue(state, late, RECEIVED)
        with pytest.raises(Conflict) as refused:
            must_be_open(state)
        assert refused.value.extensions["state"] == state
