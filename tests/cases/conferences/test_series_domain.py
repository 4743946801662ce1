"""When a panel meets next: a day of each month, in its own time, without a database."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.conferences.domain.series import Rhythm, Week, Weekday, must_go_on
from shared.refusals import Conflict

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
zones = st.sampled_from([PARIS, ZoneInfo("America/Guadeloupe"), ZoneInfo("Pacific/Noumea"), ZoneInfo("UTC")])
moments = st.integers(0, 8 * 366 * 24).map(lambda hours: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours))


def rhythm(week: Week, weekday: Weekday, at: time = time(14), zone: ZoneInfo = PARIS) -> Rhythm:
    return Rhythm(week=week, weekday=weekday, at=at, lasts=HOUR, zone=zone)


@pytest.mark.parametrize(
    ("week", "weekday", "after", "starts"),
    [
        (Week.SECOND, Weekday.THURSDAY, "2026-03-01T00:00", "2026-03-12T14:00"),
        (Week.SECOND, Weekday.THURSDAY, "2026-03-12T14:00", "2026-04-09T14:00"),
        (Week.FIRST, Weekday.SUNDAY, "2026-01-31T23:59", "2026-02-01T14:00"),
        (Week.LAST, Weekday.MONDAY, "2026-12-29T00:00", "2027-01-25T14:00"),
        (Week.LAST, Weekday.THURSDAY, "2028-02-01T00:00", "2028-02-24T14:00"),
        (Week.LAST, Weekday.TUESDAY, "2028-02-01T00:00", "2028-02-29T14:00"),
    ],
)
def test_it_is_the_day_of_that_name_in_the_month(week: Week, weekday: Weekday, after: str, starts: str) -> None:
    found = rhythm(week, weekday).next_start(datetime.fromisoformat(after).replace(tzinfo=PARIS))
    assert found.astimezone(PARIS) == datetime.fromisoformat(starts).replace(tzinfo=PARIS)


@given(st.sampled_from(Week), st.sampled_from(Weekday), st.times(), zones, moments)
def test_it_is_the_first_after_that_moment(
    week: Week, weekday: Weekday, at: time, zone: ZoneInfo, after: datetime
) -> None:
    panel = rhythm(week, weekday, at, zone)
    starts = panel.next_start(after)
    assert after < starts <= after + timedelta(days=63), "the lock in the database asks for no more"
    assert panel.next_start(starts - timedelta(microseconds=1)) == starts, "and none lies between"
    local = starts.astimezone(zone)
    assert list(Weekday)[local.weekday()] is weekday
    if week is Week.LAST:
        assert (local + timedelta(days=7)).month != local.month
    else:
        assert (local.day - 1) // 7 == list(Week).index(week)


def test_what_has_ended_stays_so() -> None:
    must_go_on(None)
    with pytest.raises(Conflict):
        must_go_on(datetime(2026, 1, 1, tzinfo=UTC))


def test_in_the_month_of_a_panel_that_is_off_there_is_none() -> None:
    panel, after = rhythm(Week.SECOND, Weekday.THURSDAY), datetime(2026, 3, 1, tzinfo=PARIS)
    march = panel.next_start(after)
    april = panel.next_start(after, [march])
    assert (april.astimezone(PARIS).month, panel.next_start(after, [march, april]).astimezone(PARIS).month) == (4, 5)
    assert panel.next_start(after, [april]) == march
