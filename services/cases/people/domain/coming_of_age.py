"""When somebody is of age. No I/O."""

from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

ADULT_AT: Final = 18
_LAST_MONTH: Final = 12
FIRST_ANYWHERE: Final = ZoneInfo("Etc/GMT-14")
"""Where a day begins first: for a municipality of which cases has not heard yet, so that nothing ends too late."""


def of_age_on(birth_date: str, age: int = ADULT_AT) -> date:
    """The day on which somebody who was born then is of age for certain, or has that many years.

    Of a partial birth date the last day that it may mean counts, since whoever may be a child is treated as one. An
    estimated one counts as it is written. Who was born on 29 February is of age on 1 March, if there is no such day.

    Args:
        birth_date: `1998`, `1998-04` or `1998-04-12`.

    Source:
        UN Committee on the Rights of the Child, General Comment No. 6 (2005), 31(i): the benefit of the doubt.
    """
    year, *rest = (int(part) for part in birth_date.split("-"))
    month = rest[0] if rest else _LAST_MONTH
    day = rest[1] if len(rest) > 1 else monthrange(year, month)[1]
    if day > monthrange(year + age, month)[1]:
        return date(year + age, month + 1, 1)
    return date(year + age, month, day)


def day_begins_at(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day there, also where the clock leaves midnight out or strikes it twice."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def of_age_at(birth_date: str, zone: ZoneInfo, age: int = ADULT_AT) -> datetime:
    """The moment from which on somebody is an adult, or has that many years."""
    return day_begins_at(of_age_on(birth_date, age), zone)
