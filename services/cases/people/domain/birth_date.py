"""Birth dates as people know them: a day, a month, or only a year."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

EARLIEST_YEAR: Final = 1850
_FORM: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def is_birth_date(text: str) -> bool:
    """Whether it is `1998`, `1998-04` or `1998-04-12`, and on the calendar."""
    form = _FORM.fullmatch(text)
    if form is None:
        return False
    year, month, day = (int(part or 1) for part in form.groups())
    try:
        return date(year, month, day).year >= EARLIEST_YEAR
    except ValueError:
        return False


def is_complete(birth_date: str) -> bool:
    """Whether it names a day."""
    return len(birth_date) == len("1998-04-12")


def is_in_the_future(birth_date: str, today: date) -> bool:
    """Whether nobody can have been born then yet; a partial one counts by what it says."""
    return birth_date > today.isoformat()[: len(birth_date)]


@dataclass(frozen=True)
class BirthDates:
    """The stored birth dates that a search for one may mean, as text compared in the collation `C`.

    Attributes:
        some: just these.
        first, until: and all that begin like this: `1998` finds every day of that year; `until` is exclusive.
    """

    some: tuple[str, ...]
    first: str = ""
    until: str = ""

    def include(self, stored: str | None) -> bool:
        """Whether a stored birth date is one of them."""
        return stored is not None and (stored in self.some or self.first <= stored < self.until)


def birth_dates_like(searched: str) -> BirthDates:
    """What a search for a birth date finds beside a name: also what is known less exactly, and all within it."""
    vaguer = tuple(searched[:length] for length in (4, 7) if length < len(searched))
    if is_complete(searched):
        return BirthDates((*vaguer, searched))
    return BirthDates(vaguer, searched, searched + "~")
