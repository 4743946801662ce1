"""What rules notice: once, from facts, and never without them. Pure, over random histories."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cases.alerts.domain.counts import LEAST, hidden_if_small, parts_hidden_if_small
from services.cases.alerts.domain.early import COUNTING, EarlyRule, Fact, FactKind, RuleKind, noticed
from services.cases.alerts.domain.occurrences import TERMS, OccurrenceTerm, must_have_happened
from shared.identifiers import new_id
from shared.refusals import Invalid

TODAY = date(2026, 3, 2)
RULE, CASE = new_id(), new_id()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def happened(term: OccurrenceTerm, days: int, fact_id: UUID | None = None) -> Fact:
    return Fact(kind=FactKind.OCCURRENCE, id=fact_id or new_id(), name=term, on=ago(days))


def referred(category: str, days: int) -> Fact:
    return Fact(kind=FactKind.REFERRAL, id=new_id(), name=category, on=ago(days))


def opened(days: int) -> Fact:
    return Fact(kind=FactKind.CASE_OPENED, id=CASE, name="opened", on=ago(days))


def review(days: int) -> Fact:
    return Fact(kind=FactKind.CASE_REVIEW, id=CASE, name="review", on=ago(days))


def rule(kind: RuleKind, days: int, at_least: int = 1) -> EarlyRule:
    return EarlyRule(id=RULE, kind=kind, at_least=at_least, days=days)


MISSED = OccurrenceTerm.MISSED_APPOINTMENT
facts_strategy = st.lists(
    st.builds(happened, st.sampled_from(OccurrenceTerm), st.integers(0, 40))
    | st.builds(referred, st.sampled_from(["housing", "health"]), st.integers(0, 40))
    | st.builds(opened, st.integers(0, 40))
    | st.builds(review, st.integers(-20, 20)),
    max_size=12,
    unique_by=lambda fact: fact.key,
)
rules_strategy = st.builds(
    lambda kind, days, many: rule(kind, days, many if kind in COUNTING else 1),
    st.sampled_from(RuleKind),
    st.integers(1, 40),
    st.integers(1, 4),
)


@settings(max_examples=200)
@given(one=rules_strategy, facts=facts_strategy)
def test_what_was_noticed_is_not_noticed_again_and_rests_on_known_facts(one: EarlyRule, facts: list[Fact]) -> None:
    found = noticed(one, facts, frozenset(), TODAY)
    assert noticed(one, facts[::-1], frozenset(), TODAY) == found
    keys = [fact.key for rests in found for fact in rests]
    assert set(keys) <= {fact.key for fact in facts}
    assert len(keys) == len(set(keys))
    assert all(len(rests) >= one.at_least for rests in found)
    assert noticed(one, facts, frozenset(keys), TODAY) == []


@settings(max_examples=200)
@given(one=rules_strategy, facts=facts_strategy, which=st.integers(0, 11))
def test_without_the_facts_on_which_it_rests_it_is_not_noticed(one: EarlyRule, facts: list[Fact], which: int) -> None:
    for rests in noticed(one, facts, frozenset(), TODAY):
        gone = rests[which % len(rests)]
        left = noticed(one, [fact for fact in facts if fact != gone], frozenset(), TODAY)
        assert gone not in {fact for other in left for fact in other}
        if one.kind in COUNTING and len(rests) == one.at_least:
            assert not any(set(other) & set(rests) for other in left)


@pytest.mark.parametrize(("days", "found"), [((1, 5), 0), ((1, 5, 9), 1), ((1, 5, 10), 0), ((0, 1, 2, 3), 1)])
def test_enough_missed_appointments_within_the_days_are_noticed(days: tuple[int, ...], found: int) -> None:
    missed = [happened(MISSED, one) for one in days]
    assert len(noticed(rule(RuleKind.MISSED_APPOINTMENTS, 10, 3), missed, frozenset(), TODAY)) == found


def test_after_three_were_noticed_it_takes_three_more() -> None:
    old = [happened(MISSED, days) for days in (3, 4, 5)]
    three = rule(RuleKind.MISSED_APPOINTMENTS, 30, 3)
    counted = frozenset(fact.key for fact in old)
    new = [happened(MISSED, days) for days in (0, 1)]
    assert noticed(three, [*old, *new], counted, TODAY) == []
    assert len(noticed(three, [*old, *new, happened(MISSED, 2)], counted, TODAY)) == 1


def test_an_eviction_notice_is_noticed_at_once_and_other_occurrences_are_not() -> None:
    notice = happened(OccurrenceTerm.EVICTION_NOTICE, 0)
    facts = [notice, happened(OccurrenceTerm.JOB_LOST, 0)]
    assert noticed(rule(RuleKind.EVICTION_NOTICE, 30), facts, frozenset(), TODAY) == [(notice,)]


def test_silence_is_counted_from_the_last_contact_or_the_beginning() -> None:
    silent = rule(RuleKind.NO_CONTACT, 14)
    assert noticed(silent, [opened(14)], frozenset(), TODAY) == [(opened(14),)]
    assert noticed(silent, [opened(13)], frozenset(), TODAY) == []
    earlier, last = happened(OccurrenceTerm.VISITED, 30), happened(OccurrenceTerm.SPOKEN_WITH, 20)
    assert noticed(silent, [opened(90), earlier, last], frozenset(), TODAY) == [(last,)]
    assert noticed(silent, [opened(90), last, happened(OccurrenceTerm.VISITED, 3)], frozenset(), TODAY) == []
    assert noticed(silent, [opened(90), last, happened(MISSED, 3)], frozenset(), TODAY) == [(last,)]


def test_referrals_are_counted_for_each_kind_of_need_by_itself() -> None:
    twice = rule(RuleKind.REPEATED_REFERRALS, 90, 2)
    one, other, health = referred("housing", 40), referred("housing", 3), referred("health", 3)
    assert noticed(twice, [one, other, health], frozenset(), TODAY) == [(one, other)]


def test_a_review_is_overdue_from_its_day_on_and_its_next_day_is_another_occasion() -> None:
    late = rule(RuleKind.REVIEW_OVERDUE, 7)
    assert noticed(late, [review(6)], frozenset(), TODAY) == []
    assert noticed(late, [review(7)], frozenset(), TODAY) == [(review(7),)]
    assert noticed(late, [review(8)], frozenset({review(7).key}), TODAY) == [(review(8),)]


def test_what_happened_did_so_on_a_day_that_has_come() -> None:
    must_have_happened(TODAY, TODAY)
    with pytest.raises(Invalid):
        must_have_happened(TODAY + timedelta(days=1), TODAY)
    assert set(TERMS) == set(OccurrenceTerm)


@given(parts=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), min_size=2))
def test_no_small_count_is_told_or_found_by_subtracting(parts: dict[str, int]) -> None:
    shown = parts_hidden_if_small(parts)
    assert all(shown[name] in {None, count} for name, count in parts.items())
    assert all(count is None or count >= LEAST for count in shown.values())
    hidden = [parts[name] for name, count in shown.items() if count is None]
    if len(hidden) < len(parts):
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= LEAST)


def test_a_count_under_five_is_hidden_and_so_is_none() -> None:
    assert [hidden_if_small(count) for count in (0, 4, 5, 12)] == [None, None, 5, 12]
    assert parts_hidden_if_small({"a": 9, "b": 6, "c": 2}) == {"a": 9, "b": None, "c": None}
