"""Counting working days and hours of a receiver."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Final

from services.referrals.deadlines.domain.territory import Territory

CLOSES_AT: Final = time(17)
LONGEST_WAIT: Final = timedelta(days=366)
"""What is due is due after a year at the latest, however long somebody has closed: a promise has an end."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which an agency does not work.

    Attributes:
        first, last: local dates, both included.
    """

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingTime:
    """When a receiver works: on the working days of its territory on which it is not closed."""

    territory: Territory
    closed: Sequence[Closed] = ()

    def works_on(self, day: date) -> bool:
        """Whether the receiver works on this local date."""
        return self.territory.works_on(day) and not any(day in closure for closure in self.closed)

    def end_of(self, day: date) -> datetime:
        """When the office closes on this local date; aware, UTC."""
        return datetime.combine(day, CLOSES_AT, self.territory.zone).astimezone(UTC)

    def after_days(self, start: datetime, days: int) -> datetime:
        """The end of the so manieth working day after the local day of `start`; of that day itself for 0."""
        today = start.astimezone(self.territory.zone).date()
        left = days
        for day in _days_from(today):
            if left == 0 or day - today >= LONGEST_WAIT:
                return self.end_of(day)
            left -= self.works_on(day + timedelta(1))
        raise AssertionError("days go on")

    def before(self, due: datetime, days: int) -> datetime:
        """The end of the so manieth working day before the local day of `due`."""
        left, day = days, due.astimezone(self.territory.zone).date()
        first = day - LONGEST_WAIT
        while left and day > first:
            day -= timedelta(1)
            left -= self.works_on(day)
        return self.end_of(day)

    def after_hours(self, start: datetime, hours: int) -> datetime:
        """So many hours after `start`, round the clock on working days; days on which nobody works do not count."""
        at, left = start, timedelta(hours=hours)
        while True:
            day = at.astimezone(self.territory.zone).date()
            midnight = datetime.combine(day + timedelta(1), time(), self.territory.zone).astimezone(UTC)
            counts = self.works_on(day) or at - start >= LONGEST_WAIT
            if counts and at + left <= midnight:
                return at + left
            left -= (midnight - at) if counts else timedelta()
            at = midnight


def _days_from(day: date) -> Iterator[date]:
    return (day + timedelta(number) for number in count())
