"""Working days and hours: counted against a day-by-day walk that knows nothing of how they are counted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referrals.deadlines.domain.service_level import USUAL, Pace, ServiceLevel
from services.referrals.deadlines.domain.territory import ANYWHERE, Territory
from services.referrals.deadlines.domain.working_time import LONGEST_WAIT, Closed, WorkingTime
from shared.contracts.referrals.vocabulary import Clock, Urgency

PARIS = Territory.of_municipality("FR", "76719", "Europe/Paris")
STRASBOURG = Territory.of_municipality("FR", "67482", "Europe/Paris")
MUNICH = Territory.of_municipality("DE", "09162000", "Europe/Berlin")
HAMBURG = Territory.of_municipality("DE", "02000000", "Europe/Berlin")
AUGUST = Closed(date(2026, 8, 3), date(2026, 8, 21))
GOOD_FRIDAY, EPIPHANY = date(2026, 4, 3), date(2026, 1, 6)

territories = st.sampled_from([PARIS, STRASBOURG, MUNICH, HAMBURG, ANYWHERE])
starts = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    ("territory", "day", "works"),
    [
        (PARIS, GOOD_FRIDAY, True),
        (STRASBOURG, GOOD_FRIDAY, False),
        (MUNICH, EPIPHANY, False),
        (HAMBURG, EPIPHANY, True),
        (PARIS, date(2026, 7, 14), False),
        (PARIS, date(2026, 7, 18), False),
        (ANYWHERE, date(2026, 7, 14), True),
        (Territory(country="AE", time_zone="Asia/Dubai"), date(2026, 7, 17), True),
        (Territory(country="EG", time_zone="Africa/Cairo"), date(2026, 7, 17), False),
    ],
)
def test_holidays_and_weekends_are_those_of_the_territory(territory: Territory, day: date, works: bool) -> None:
    assert territory.works_on(day) is works


def test_five_working_days_end_at_the_close_of_the_office_there() -> None:
    working = WorkingTime(territory=PARIS)
    sent_at = datetime(2026, 3, 25, 22, 30, tzinfo=UTC)
    """Wednesday evening; the clocks go forward on Sunday."""
    assert working.after_days(sent_at, 5) == datetime(2026, 4, 1, 15, tzinfo=UTC)
    in_strasbourg, after_midnight = WorkingTime(territory=STRASBOURG), sent_at + timedelta(7)
    assert in_strasbourg.after_days(after_midnight, 2) == datetime(2026, 4, 8, 15, tzinfo=UTC), "without Easter"


def test_days_on_which_the_agency_is_closed_do_not_count() -> None:
    friday = datetime(2026, 7, 31, 9, tzinfo=UTC)
    assert WorkingTime(territory=PARIS).after_days(friday, 2).date() == date(2026, 8, 4)
    assert WorkingTime(territory=PARIS, closed=[AUGUST]).after_days(friday, 2).date() == date(2026, 8, 25)


def test_urgent_hours_go_on_at_night_and_stand_still_at_the_weekend() -> None:
    working = WorkingTime(territory=PARIS)
    thursday, friday = datetime(2026, 3, 5, 21, tzinfo=UTC), datetime(2026, 3, 6, 21, tzinfo=UTC)
    assert working.after_hours(thursday, 4) == thursday + timedelta(hours=4)
    assert working.after_hours(friday, 4) == datetime(2026, 3, 9, 1, tzinfo=UTC)


@given(territory=territories, start=starts, days=st.integers(0, 30), closed=st.integers(0, 40))
def test_so_many_working_days_lie_between_the_start_and_the_due_day(
    territory: Territory, start: datetime, days: int, closed: int
) -> None:
    today = start.astimezone(territory.zone).date()
    working = WorkingTime(
        territory=territory, closed=[Closed(today + timedelta(3), today + timedelta(3 + closed))] if closed else []
    )
    due = working.after_days(start, days)
    between = [today + timedelta(number) for number in range(1, (due.date() - today).days + 1)]
    assert sum(working.works_on(day) for day in between) == days
    assert days == 0 or working.works_on(due.date())
    if days and working.works_on(today):
        assert working.before(due, days) == working.end_of(today)


@given(territory=territories, start=starts, hours=st.integers(1, 120))
def test_so_many_hours_of_working_days_lie_between_the_start_and_the_hour_that_is_due(
    territory: Territory, start: datetime, hours: int
) -> None:
    working, step = WorkingTime(territory=territory), timedelta(minutes=15)
    due = working.after_hours(start, hours)
    counted, at = timedelta(), start
    while at < due:
        counted += step if working.works_on(at.astimezone(territory.zone).date()) else timedelta()
        at += step
    assert abs(counted - timedelta(hours=hours)) <= 2 * step * (1 + (due - start).days)


def test_who_is_closed_for_ever_owes_it_after_a_year() -> None:
    closed = WorkingTime(territory=PARIS, closed=[Closed(date(2026, 1, 1), date(2036, 1, 1))])
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert closed.after_days(start, 5) - start <= LONGEST_WAIT + timedelta(1)
    assert closed.after_hours(start, 5) - start <= LONGEST_WAIT + timedelta(1)


def test_a_listing_that_says_nothing_promises_the_usual_and_what_it_says_is_kept() -> None:
    own = ServiceLevel(answer=Pace(1, 1, 2))
    assert ServiceLevel.kept(None) is USUAL
    assert ServiceLevel.kept(own.values()) == own
    assert set(own.values()) == set(Clock)


def test_urgent_ones_are_counted_in_hours_and_the_others_in_days() -> None:
    working, monday = WorkingTime(territory=PARIS), datetime(2026, 3, 2, 8, tzinfo=UTC)
    due = {urgency: USUAL.answer.due(urgency, monday, working) for urgency in Urgency}
    assert due[Urgency.URGENT] == monday + timedelta(hours=24)
    assert due[Urgency.SOON].date() == date(2026, 3, 5)
    assert due[Urgency.ROUTINE].date() == date(2026, 3, 9)
