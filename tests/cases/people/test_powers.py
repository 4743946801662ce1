"""What a representative may do, and until when, without a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.people.domain.coming_of_age import of_age_at
from services.cases.people.domain.parts import Power
from services.cases.people.domain.powers import Representation

PARIS = ZoneInfo("Europe/Paris")
RECORDED = datetime(2024, 5, 3, 9, tzinfo=UTC)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
BORN = st.dates(date(2006, 6, 1), date(2020, 12, 31)).map(date.isoformat)
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


def guardian(
    birth_date: str | None = "2010-06-30",
    *powers: Power,
    since: date | None = None,
    until: date | None = None,
    recorded_at: datetime = RECORDED,
    zone: ZoneInfo = PARIS,
) -> Representation:
    return Representation(
        powers=frozenset(powers or {Power.CONSENT}),
        valid_from=since,
        valid_until=until,
        recorded_at=recorded_at,
        birth_date=birth_date,
        zone=zone,
    )


def test_a_power_is_the_one_that_was_given() -> None:
    assert guardian().lets(Power.CONSENT, NOON)
    assert not guardian("2010-06-30", Power.SIGN, Power.BE_INFORMED).lets(Power.CONSENT, NOON)


@pytest.mark.parametrize(
    ("since", "until", "lets"),
    [
        (date(2026, 3, 10), date(2026, 3, 10), True),
        (date(2026, 3, 11), None, False),
        (None, date(2026, 3, 9), False),
    ],
)
def test_it_begins_with_its_first_day_and_ends_with_its_last(
    since: date | None, until: date | None, lets: bool
) -> None:
    assert guardian(since=since, until=until).lets(Power.CONSENT, NOON) is lets


def test_its_days_are_those_of_the_municipality() -> None:
    late = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    assert not guardian(until=date(2026, 3, 10)).lets(Power.CONSENT, late)
    assert guardian(until=date(2026, 3, 10), zone=ZoneInfo("America/Havana")).lets(Power.CONSENT, late)


@given(BORN, ZONES)
def test_what_somebody_could_do_for_a_child_ends_at_midnight_of_the_birthday(birth_date: str, zone: ZoneInfo) -> None:
    of_age = of_age_at(birth_date, zone)
    power = guardian(birth_date, recorded_at=datetime(2021, 1, 2, tzinfo=UTC), zone=zone)
    assert power.lets(Power.CONSENT, of_age - INSTANT)
    assert not power.lets(Power.CONSENT, of_age)


def test_for_an_adult_it_begins_anew() -> None:
    assert not guardian("2004-06-30", since=date(2010, 1, 1)).lets(Power.CONSENT, NOON)
    assert guardian("2004-06-30").lets(Power.CONSENT, NOON), "recorded when they were of age"
    assert guardian("2008-01-10", since=date(2026, 1, 10)).lets(Power.CONSENT, NOON), "recorded before, for that day"


def test_where_nobody_knows_when_they_were_born_it_ends_by_its_own_day_only() -> None:
    assert guardian(None, since=date(1990, 1, 1)).lets(Power.CONSENT, NOON)
