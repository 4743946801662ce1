"""Money is whole, sums are those of the lines, and nothing goes above a line in silence; without a database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.budgets.domain.budget import (
    AboveBecause,
    AboveLine,
    Line,
    Purpose,
    Terms,
    above,
    account_of,
    is_agreed,
)
from services.cases.budgets.domain.money import CURRENCIES, LARGEST, digits, written
from shared.contracts.cases.plans import SignedAs
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid
from tests.cases.budgets.scenes import BEGINS, ENDS, terms

amounts = st.integers(0, LARGEST)
budgets = st.dictionaries(st.sampled_from(Purpose), amounts, min_size=1)
spendings = st.lists(st.tuples(st.sampled_from(Purpose), st.integers(-LARGEST, LARGEST)), max_size=30)


@given(budgets, spendings)
def test_the_whole_is_the_sum_of_the_lines_and_a_line_of_its_spendings(
    planned: dict[Purpose, int], spent: list[tuple[Purpose, int]]
) -> None:
    said = account_of(terms(**{name.value: amount for name, amount in planned.items()}), spent)
    assert (said.planned, said.spent, said.left) == (
        sum(planned.values()),
        sum(amount for purpose, amount in spent if purpose in planned),
        sum(line.left for line in said.lines),
    )
    for line in said.lines:
        assert line.spent == sum(amount for purpose, amount in spent if purpose is line.purpose)
        assert line.left + line.spent == line.planned == planned[line.purpose]


@given(st.integers(-LARGEST, LARGEST), st.sampled_from(sorted(CURRENCIES)))
def test_what_is_written_is_the_amount_and_not_about_it(amount: int, currency: str) -> None:
    number, code = written(amount, currency).split(" ")
    whole, _, fraction = number.partition(".")
    assert code == currency
    assert len(fraction) == digits(currency)
    assert int(whole + fraction) == amount


@pytest.mark.parametrize(("currency", "shown"), [("EUR", "-10,05 EUR"), ("JPY", "-1005 JPY"), ("TND", "-1,005 TND")])
def test_each_currency_has_its_own_smallest_unit(currency: str, shown: str) -> None:
    assert written(-1_005, currency, point=",") == shown


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"currency": "XXX"}, "#/currency"),
        ({"ends_on": BEGINS - timedelta(days=1)}, "#/ends_on"),
        ({"amount": 999}, "#/lines"),
        ({"lines": (Line(Purpose.MOBILITY, 500),) * 2}, "#/lines"),
    ],
)
def test_what_does_not_fit_together_is_pointed_at(changed: dict[str, Any], pointer: str) -> None:
    terms().check({})
    with pytest.raises(Invalid) as refused:
        replace(terms(), **changed).check({})
    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_no_line_can_have_less_than_was_spent_of_it() -> None:
    terms(mobility=5, respite=0).check({Purpose.MOBILITY: 5, Purpose.EQUIPMENT: 0})
    for spent in ({Purpose.MOBILITY: 6}, {Purpose.EQUIPMENT: 1}):
        with pytest.raises(Conflict):
            terms(mobility=5, respite=0).check(spent)


@given(amounts, amounts, st.integers(1, LARGEST), st.none() | st.sampled_from(AboveBecause))
def test_above_a_line_only_for_a_reason_and_the_reason_only_there(
    planned: int, spent: int, amount: int, because: AboveBecause | None
) -> None:
    line = Line(Purpose.MOBILITY, planned)
    if spent + amount <= planned:
        assert above(line, spent, amount, because) is None
    elif because is None:
        with pytest.raises(AboveLine):
            above(line, spent, amount, because)
    else:
        assert above(line, spent, amount, because) is because


def test_money_is_spent_in_the_time_that_it_is_for_and_not_in_the_future() -> None:
    said: Terms = terms()
    said.check_day(BEGINS, BEGINS)
    said.check_day(ENDS, ENDS - timedelta(days=1))
    for day, today in ((BEGINS - timedelta(days=1), ENDS), (ENDS + timedelta(days=1), ENDS), (ENDS, BEGINS)):
        with pytest.raises(Invalid) as refused:
            said.check_day(day, today)
        assert refused.value.errors[0].pointer == "#/spent_on"


@given(st.lists(st.tuples(st.booleans(), st.none() | st.sampled_from(SignedAs)), min_size=1, max_size=4))
def test_it_is_agreed_when_everybody_whose_it_is_and_a_worker_agree(drawn: list[tuple[bool, SignedAs | None]]) -> None:
    people = [new_id() for _ in drawn[1:]]
    answers = {who: answer for who, (_, answer) in zip((None, *people), drawn, strict=True) if answer}
    assert is_agreed(people, answers) == all(answer is SignedAs.AGREED for _, answer in drawn)
