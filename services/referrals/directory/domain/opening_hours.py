"""Opening hours as a week of minutes, so that one can ask who is open on a Tuesday at six. No I/O."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final

from services.referrals.directory.domain.listing import Opening

A_DAY: Final = 24 * 60
"""In minutes."""

_DAY = re.compile(r"^[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)$")


class Weekday(StrEnum):
    """As in RFC 5545's BYDAY."""

    MONDAY = "MO"
    TUESDAY = "TU"
    WEDNESDAY = "WE"
    THURSDAY = "TH"
    FRIDAY = "FR"
    SATURDAY = "SA"
    SUNDAY = "SU"


_WEEK: Final = list(Weekday)


@dataclass(frozen=True)
class Hours:
    """Open on one day of the week, from one minute to before another.

    Attributes:
        opens_at, closes_at: minutes since the beginning of the day, on the clock of the place.
        valid_from, valid_to: the days on which this begins and ceases to hold; None for no limit.
    """

    day: Weekday
    opens_at: int
    closes_at: int
    valid_from: date | None = None
    valid_to: date | None = None


def hours_of(openings: Iterable[Opening]) -> tuple[Hours, ...]:
    """The hours of a week; what names no day of the week says nothing about one.

    What is open on the second Tuesday of a month is open on Tuesdays. Whoever closes before they opened closes on the
    day after. Without a time of opening it is the whole day.
    """
    return tuple(dict.fromkeys(hours for opening in openings for hours in _of_opening(opening)))


def minute_of(at: time) -> int:
    """Minutes since the beginning of the day."""
    return at.hour * 60 + at.minute


def _of_opening(opening: Opening) -> Iterator[Hours]:
    opens = minute_of(opening.opens_at) if opening.opens_at else 0
    closes = minute_of(opening.closes_at) if opening.closes_at else A_DAY
    holds = (opening.valid_from, opening.valid_to)
    for named in map(_DAY.match, opening.days):
        if not named:
            continue
        day = Weekday(named[1])
        if opens < closes:
            yield Hours(day, opens, closes, *holds)
            continue
        yield Hours(day, opens, A_DAY, *holds)
        if closes:
            yield Hours(_WEEK[(_WEEK.index(day) + 1) % len(_WEEK)], 0, closes, *map(_day_after, holds))


def _day_after(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)
