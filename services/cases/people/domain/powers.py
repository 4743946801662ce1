"""What a representative may do for somebody, and until when. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.cases.people.domain.coming_of_age import FIRST_ANYWHERE, of_age_on
from services.cases.people.domain.parts import Power


@dataclass(frozen=True, kw_only=True)
class Representation:
    """A relationship that is in use, by what it lets the other do.

    Attributes:
        valid_from, valid_until: first and last day; None where nobody said.
        recorded_at: when it was recorded first; aware.
        birth_date: of whom they represent, as far as it is known.
        zone: in which its days begin.
    """

    powers: frozenset[Power]
    valid_from: date | None
    valid_until: date | None
    recorded_at: datetime
    birth_date: str | None
    zone: ZoneInfo

    def lets(self, power: Power, at: datetime) -> bool:
        """Whether they may do this at that time.

        What somebody could do for a child ends when the child is of age: for an adult it has to begin anew, on that day
        or later. A relationship that says no first day begins with the day on which it was recorded.
        """
        today = at.astimezone(self.zone).date()
        begins = self.valid_from or self.recorded_at.astimezone(self.zone).date()
        is_over = self.valid_until is not None and self.valid_until < today
        if power not in self.powers or is_over or (self.valid_from is not None and today < self.valid_from):
            return False
        if self.birth_date is None:
            return True
        of_age = of_age_on(self.birth_date)
        return today < of_age or begins >= of_age

    def powers_at(self, at: datetime) -> frozenset[Power]:
        """Everything that they may do at that time."""
        return frozenset(power for power in self.powers if self.lets(power, at))


def representation_of(row: Mapping[str, Any]) -> Representation:
    """A relationship as it is read with the birth date of whom it is about and the time zone where they live."""
    return Representation(
        powers=frozenset(Power(one) for one in row["powers"]),
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        recorded_at=row["recorded_at"],
        birth_date=row["birth_date"],
        zone=ZoneInfo(row["time_zone"]) if row["time_zone"] else FIRST_ANYWHERE,
    )
