"""When an item is due, without a database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.documents.domain.retention import Verdict
from services.cases.retention.domain import CountedFrom, KeptItem, Period, must_be_held, must_be_to_come
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO = datetime(2016, 1, 31, 9, tzinfo=UTC)
YEAR = timedelta(days=366)


def kept(counted_from: CountedFrom = CountedFrom.LAST_CHANGE, **more: object) -> KeptItem:
    values = {
        "period": Period(new_id(), counted_from, 1),
        "changed_at": LONG_AGO,
        "case_over_from": None,
        "all_of_age_at": None,
        "zone": UTC,
        "is_held": False,
    }
    return KeptItem(**{**values, **more})  # type: ignore[arg-type]


def test_what_has_no_rule_stays() -> None:
    assert kept(period=None).verdict(NOW) is Verdict.STAYS


def test_what_is_held_stays_and_is_told_apart_from_what_is_not_due() -> None:
    assert kept(is_held=True).verdict(NOW) is Verdict.HELD
    assert kept(is_held=True, changed_at=NOW).verdict(NOW) is Verdict.STAYS


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert kept().due_at() == datetime(2016, 2, 29, 9, tzinfo=UTC)


def test_a_month_is_counted_where_the_agency_is_also_into_summer_time() -> None:
    midnight = datetime(2026, 2, 28, 23, tzinfo=UTC)
    there = kept(CountedFrom.CASE_CLOSED, case_over_from=midnight, zone=ZoneInfo("Europe/Brussels"))
    assert there.due_at() == datetime(2026, 3, 31, 22, tzinfo=UTC), "on 1 April, and not on 29 March"


@pytest.mark.parametrize(
    ("counted_from", "beginning"),
    [(CountedFrom.CASE_CLOSED, "case_over_from"), (CountedFrom.MAJORITY, "all_of_age_at")],
)
def test_a_time_begins_with_what_it_is_counted_from(counted_from: CountedFrom, beginning: str) -> None:
    assert kept(counted_from).verdict(NOW) is Verdict.STAYS, "nobody can say yet"
    assert kept(counted_from, **{beginning: NOW - timedelta(days=20)}).verdict(NOW) is Verdict.STAYS
    assert kept(counted_from, **{beginning: NOW - timedelta(days=40)}).verdict(NOW) is Verdict.DUE
    changed = kept(counted_from, **{beginning: LONG_AGO}, changed_at=NOW - timedelta(days=20))
    assert changed.verdict(NOW) is Verdict.STAYS, "whoever corrects it deletes nothing at once"


moments = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.sampled_from(CountedFrom), moments, moments, st.integers(1, 400), st.booleans())
def test_nothing_is_due_before_its_last_change_or_while_it_is_held(
    counted_from: CountedFrom, case_over: datetime | None, of_age: datetime | None, months: int, is_held: bool
) -> None:
    one = kept(
        period=Period(new_id(), counted_from, months),
        case_over_from=case_over,
        all_of_age_at=of_age,
        is_held=is_held,
    )
    due_at = one.due_at()
    assert due_at is None or (not is_held and due_at >= LONG_AGO + timedelta(days=28 * months))


def test_a_hold_ends_later_and_is_let_go_once() -> None:
    must_be_to_come(None, NOW)
    must_be_to_come(NOW + YEAR, NOW)
    with pytest.raises(Invalid):
        must_be_to_come(NOW, NOW)
    must_be_held(is_released=False)
    with pytest.raises(Conflict):
        must_be_held(is_released=True)
