"""When somebody is of age, in every time zone, without a database."""

from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.people.domain.coming_of_age import ADULT_AT, FIRST_ANYWHERE, day_begins_at, of_age_at, of_age_on

INSTANT = timedelta(microseconds=1)
BORN = st.dates(date(1950, 1, 1), date(2030, 12, 31))
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@pytest.mark.parametrize(
    ("birth_date", "day"),
    [
        ("2008-05-03", date(2026, 5, 3)),
        ("2008-02-29", date(2026, 3, 1)),
        ("2008-02", date(2026, 3, 1)),
        ("2008-12", date(2026, 12, 31)),
        ("2008", date(2026, 12, 31)),
    ],
)
def test_of_what_is_not_known_the_last_day_counts(birth_date: str, day: date) -> None:
    assert of_age_on(birth_date) == day


@given(BORN)
def test_eighteen_years_are_over_on_that_day_and_not_before(born: date) -> None:
    day = of_age_on(born.isoformat())
    assert day.year - born.year == ADULT_AT
    moved = (born.month, born.day) == (2, 29) and not isleap(day.year)
    assert (day.month, day.day) == ((3, 1) if moved else (born.month, born.day))
    assert of_age_on(born.isoformat()[:4]) >= of_age_on(born.isoformat()[:7]) >= day


@given(BORN, ZONES)
def test_it_is_that_day_there_from_this_moment_on_and_was_not_the_moment_before(born: date, zone: ZoneInfo) -> None:
    day = of_age_on(born.isoformat())
    moment = of_age_at(born.isoformat(), zone)
    assert moment.tzinfo is UTC
    assert moment.astimezone(zone).date() >= day
    assert (moment - INSTANT).astimezone(zone).date() < day
    assert day_begins_at(day, FIRST_ANYWHERE) <= moment


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Africa/Cairo", date(2026, 4, 24), datetime(2026, 4, 23, 22, tzinfo=UTC)),
        ("America/Havana", date(2026, 11, 1), datetime(2026, 11, 1, 4, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2026, 5, 3), datetime(2026, 5, 2, 10, tzinfo=UTC)),
        ("Pacific/Pago_Pago", date(2026, 5, 3), datetime(2026, 5, 3, 11, tzinfo=UTC)),
        ("Europe/Paris", date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),
    ],
)
def test_a_day_begins_once_also_where_midnight_is_left_out_or_struck_twice(
    zone: str, day: date, moment: datetime
) -> None:
    assert day_begins_at(day, ZoneInfo(zone)) == moment
