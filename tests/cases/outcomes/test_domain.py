"""What can be true of an observation, and how an ending fits together; without a database."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.outcomes.domain.closing import Ending, ReferralsOpen
from services.cases.outcomes.domain.observations import BY_THE_DAY, Basis, Observed, Source, totals
from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.outcomes import Becomes, CaseOutcome, Effect, Measure, ReferralBecomes
from shared.identifiers import new_id
from shared.refusals import Invalid

TODAY = date(2028, 3, 1)


def observed(**more: Any) -> Observed:
    said: dict[str, Any] = {
        "measure": Measure.HOSPITAL_DAYS,
        "effect": Effect.USED,
        "basis": None,
        "amount": 29,
        "began_on": date(2028, 2, 1),
        "ended_on": date(2028, 2, 29),
        "source": Source.HOSPITAL_RECORD,
    }
    return Observed(**(said | more))


def pointers(refused: "pytest.ExceptionInfo[Invalid]") -> Sequence[str]:
    return [error.pointer for error in refused.value.errors]


def test_as_many_days_as_there_are_in_a_leap_month_are_possible_and_not_one_more() -> None:
    observed().check(1, TODAY)
    with pytest.raises(Invalid) as refused:
        observed(amount=30).check(1, TODAY)
    assert pointers(refused) == ["#/amount"]
    observed(amount=58).check(2, TODAY)


@pytest.mark.parametrize("measure", sorted(set(Measure) - BY_THE_DAY))
def test_of_what_happens_several_times_a_day_there_may_be_more_than_days(measure: Measure) -> None:
    observed(measure=measure, amount=200).check(1, TODAY)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        observed(began_on=TODAY, ended_on=TODAY - timedelta(days=1), basis=Basis.COMPARABLE_PEOPLE).check(1, TODAY)
    assert pointers(refused) == ["#/ended_on", "#/amount", "#/basis"]


def test_what_was_avoided_says_against_what() -> None:
    observed(effect=Effect.AVOIDED, basis=Basis.SAME_PERSON_BEFORE).check(1, TODAY)
    with pytest.raises(Invalid) as refused:
        observed(effect=Effect.AVOIDED).check(1, TODAY)
    assert pointers(refused) == ["#/basis"]


def test_a_period_ends_today_at_the_latest_wherever_that_is() -> None:
    observed(ended_on=TODAY + timedelta(days=1)).check(1, TODAY)
    with pytest.raises(Invalid) as refused:
        observed(ended_on=TODAY + timedelta(days=2)).check(1, TODAY)
    assert pointers(refused) == ["#/ended_on"]


@given(st.lists(st.tuples(st.sampled_from(Measure), st.sampled_from(Effect), st.integers(0, 400))))
def test_totals_are_the_sums_of_the_lines(lines: list[tuple[Measure, Effect, int]]) -> None:
    counted = totals(lines)
    assert sum(counted.values()) == sum(amount for _, _, amount in lines)
    for (measure, effect), amount in counted.items():
        assert amount == sum(one for of, how, one in lines if (of, how) == (measure, effect))


def ending(**more: Any) -> Ending:
    said: dict[str, Any] = {"reason": ClosingReason.GOALS_REACHED, "outcome": CaseOutcome.REACHED}
    return Ending(**(said | more))


def test_retention_starts_today_unless_an_earlier_day_of_the_case_is_named() -> None:
    opened = TODAY - timedelta(days=90)
    assert ending().check(opened, TODAY) == TODAY
    assert ending(retention_from=opened).check(opened, TODAY) == opened
    for outside in (opened - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            ending(retention_from=outside).check(opened, TODAY)
        assert pointers(refused) == ["#/retention_from"]


@pytest.mark.parametrize("reason", ClosingReason)
@pytest.mark.parametrize("outcome", CaseOutcome)
def test_only_where_there_was_nothing_to_reach_the_outcome_is_not_applicable(
    reason: ClosingReason, outcome: CaseOutcome
) -> None:
    said = ending(reason=reason, outcome=outcome, handed_over_to=new_id())
    fits = (reason in {ClosingReason.DIED, ClosingReason.OPENED_IN_ERROR}) == (outcome is CaseOutcome.NOT_APPLICABLE)
    if fits:
        said.check(TODAY, TODAY)
    else:
        with pytest.raises(Invalid) as refused:
            said.check(TODAY, TODAY)
        assert pointers(refused) == ["#/outcome"]


@pytest.mark.parametrize(
    "more",
    [
        {"reason": ClosingReason.TRANSFERRED},
        {"actions": Becomes.HANDED_OVER},
        {"tasks": Becomes.HANDED_OVER},
        {"threads": Becomes.HANDED_OVER},
    ],
)
def test_what_is_handed_over_goes_to_somebody(more: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        ending(**more).check(TODAY, TODAY)
    assert pointers(refused) == ["#/handed_over_to"]
    ending(**more, handed_over_to=new_id()).check(TODAY, TODAY)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=8))
def test_a_case_ends_only_when_something_is_said_of_each_open_referral(drawn: list[tuple[bool, bool]]) -> None:
    referrals: dict[UUID, tuple[bool, bool]] = {new_id(): one for one in drawn}
    still = [one for one, (is_open, _) in referrals.items() if is_open]
    said = {one: ReferralBecomes.CONTINUES for one, (_, is_said) in referrals.items() if is_said}
    unsaid = [one for one in still if one not in said]
    if unsaid:
        with pytest.raises(ReferralsOpen) as refused:
            ending(referrals=said).settle(still, referrals)
        assert refused.value.extensions["referrals"] == [str(one) for one in unsaid]
    else:
        assert ending(referrals=said).settle(still, referrals).keys() == set(still)


def test_nothing_is_said_of_a_referral_of_another_case() -> None:
    with pytest.raises(Invalid) as refused:
        ending(referrals={new_id(): ReferralBecomes.CONTINUES}).settle([], [])
    assert pointers(refused) == ["#/referrals"]
