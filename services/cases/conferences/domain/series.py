"""A conference that comes again: on which day of each month, at what time of the day. No I/O."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from shared.refusals import Conflict

_DAYS: Final = 7
_DECEMBER: Final = 12


class Week(StrEnum):
    """Which of the days of this name in a month."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class EscalationReason(StrEnum):
    """Why a case is put before the panel."""

    NOTHING_MOVES = "nothing_moves"
    NOBODY_TAKES_IT_ON = "nobody_takes_it_on"
    AGENCIES_DISAGREE = "agencies_disagree"
    RISK_GROWS = "risk_grows"
    CRISIS_AFTER_CRISIS = "crisis_after_crisis"
    LAW_STANDS_IN_THE_WAY = "law_stands_in_the_way"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """When a panel meets: a day of each month, in the municipality's own time.

    Attributes:
        at: local, of the day.
    """

    week: Week
    weekday: Weekday
    at: time
    lasts: timedelta
    zone: ZoneInfo

    def next_start(self, after: datetime, cancelled: Iterable[datetime] = ()) -> datetime:
        """The first time after this moment at which it begins; aware, UTC.

        Args:
            cancelled: when panels were to begin that do not take place: in their months none does.
        """
        local = after.astimezone(self.zone)
        off = {(day.year, day.month) for day in (one.astimezone(self.zone) for one in cancelled)}
        year, month = local.year, local.month
        while (year, month) in off or (start := self._start(year, month)) <= after:
            year, month = (year, month + 1) if month < _DECEMBER else (year + 1, 1)
        return start

    def _start(self, year: int, month: int) -> datetime:
        return datetime.combine(self._day(year, month), self.at, self.zone).astimezone(UTC)

    def _day(self, year: int, month: int) -> date:
        wanted = list(Weekday).index(self.weekday)
        if self.week is Week.LAST:
            last = date(year, month, monthrange(year, month)[1])
            return last - timedelta(days=(last.weekday() - wanted) % _DAYS)
        first = date(year, month, 1)
        weeks = list(Week).index(self.week)
        return first + timedelta(days=(wanted - first.weekday()) % _DAYS + _DAYS * weeks)


def must_go_on(ended_at: datetime | None) -> None:
    """What has ended stays so.

    Raises:
        Conflict: it has.
    """
    if ended_at is not None:
        raise Conflict("The series has ended.", detail_fr="Cette série de réunions est terminée.")
