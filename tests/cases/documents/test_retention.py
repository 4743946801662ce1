"""When a document is due, decided without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.documents.domain.retention import (
    LOOKED_AT_EVERY,
    CountedFrom,
    Kept,
    RetentionRule,
    months_after,
    takes_effect_at,
)
from shared.identifiers import new_id
from shared.refusals import Invalid

NOW = datetime(2030, 3, 1, 12, tzinfo=UTC)
FROM_CHANGE = RetentionRule(new_id(), CountedFrom.LAST_CHANGE, 12)
FROM_CLOSING = RetentionRule(new_id(), CountedFrom.CASE_CLOSED, 12)
PAPER = Kept(
    rule=FROM_CHANGE,
    changed_at=NOW - timedelta(days=400),
    case_over_from=None,
    is_held=False,
    shows_what_is_in_force=False,
    grounds_ended_at=None,
    zone=UTC,
)
past = st.integers(1, 3_650).map(lambda days: NOW - timedelta(days=days))
kept = st.builds(
    Kept,
    rule=st.none() | st.builds(RetentionRule, st.just(new_id()), st.sampled_from(CountedFrom), st.integers(1, 200)),
    changed_at=past,
    case_over_from=st.none() | past,
    is_held=st.booleans(),
    shows_what_is_in_force=st.booleans(),
    grounds_ended_at=st.none() | past,
    zone=st.just(ZoneInfo("Europe/Brussels")),
)


def test_what_was_not_changed_for_as_long_as_the_rule_says_is_due() -> None:
    assert PAPER.is_due(NOW)
    assert not replace(PAPER, changed_at=NOW - timedelta(days=300)).is_due(NOW)


def test_what_has_no_rule_is_never_due() -> None:
    assert not replace(PAPER, rule=None).is_due(NOW + timedelta(days=100_000))


def test_what_is_held_or_shows_what_is_in_force_is_never_due() -> None:
    assert not replace(PAPER, is_held=True).is_due(NOW)
    assert not replace(PAPER, shows_what_is_in_force=True).is_due(NOW)


def test_while_a_case_is_open_nothing_is_due_that_is_counted_from_its_closing() -> None:
    waiting = replace(PAPER, rule=FROM_CLOSING)
    assert not waiting.is_due(NOW)
    assert replace(waiting, case_over_from=NOW - timedelta(days=366)).is_due(NOW)
    assert not replace(waiting, case_over_from=NOW - timedelta(days=300)).is_due(NOW)


def test_the_time_begins_when_all_is_over() -> None:
    lately = NOW - timedelta(days=10)
    closed = replace(PAPER, rule=FROM_CLOSING, case_over_from=NOW - timedelta(days=400))
    assert closed.is_due(NOW)
    assert not replace(closed, changed_at=lately).is_due(NOW), "it was corrected, so somebody cares for it"
    assert not replace(closed, grounds_ended_at=lately).is_due(NOW), "that a consent was given can be asked for later"


@given(kept)
def test_what_is_not_due_is_looked_at_again_in_time(one: Kept) -> None:
    again = one.look_again_at(NOW)
    if not one.is_due(NOW):
        assert NOW < again <= NOW + LOOKED_AT_EVERY
        due_at = one.due_at()
        assert due_at is None or due_at >= NOW + LOOKED_AT_EVERY or again == due_at


@given(kept)
def test_whatever_keeps_a_document_never_makes_it_due_earlier(one: Kept) -> None:
    due_at = one.due_at()
    for more in (
        replace(one, is_held=True),
        replace(one, shows_what_is_in_force=True),
        replace(one, grounds_ended_at=NOW),
        replace(one, changed_at=NOW),
    ):
        later = more.due_at()
        assert later is None or (due_at is not None and later >= due_at)


@pytest.mark.parametrize(
    ("at", "months", "then"),
    [
        (datetime(2027, 1, 31, 9, tzinfo=UTC), 1, datetime(2027, 2, 28, 9, tzinfo=UTC)),
        (datetime(2028, 1, 31, 9, tzinfo=UTC), 1, datetime(2028, 2, 29, 9, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 12, datetime(2029, 2, 28, tzinfo=UTC)),
        (datetime(2027, 11, 30, tzinfo=UTC), 3, datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2027, 12, 1, tzinfo=UTC), 1, datetime(2028, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(at: datetime, months: int, then: datetime) -> None:
    assert months_after(at, months, UTC) == then


def test_months_are_counted_where_the_agency_is_and_not_in_utc() -> None:
    midnight = datetime(2026, 2, 28, 23, tzinfo=UTC)
    summer = datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert months_after(midnight, 1, ZoneInfo("Europe/Brussels")) == summer, "midnight of 1 March, and of 1 April"
    assert replace(PAPER, changed_at=midnight, zone=ZoneInfo("Europe/Brussels")).due_at() == datetime(
        2027, 2, 28, 23, tzinfo=UTC
    )


def test_a_rule_takes_effect_a_month_after_it_was_written_at_the_soonest() -> None:
    assert takes_effect_at(None, NOW) == NOW + timedelta(days=30)
    assert takes_effect_at(NOW + timedelta(days=90), NOW) == NOW + timedelta(days=90)
    with pytest.raises(Invalid):
        takes_effect_at(NOW + timedelta(days=29), NOW)
