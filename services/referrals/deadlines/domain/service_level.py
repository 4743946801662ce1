"""How soon a listing says it will act, for each of the clocks."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from services.referrals.deadlines.domain.working_time import WorkingTime
from shared.contracts.referrals.vocabulary import Clock, Urgency


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon one thing is done.

    Attributes:
        routine_days, soon_days: working days.
        urgent_hours: hours, day and night, of working days.
    """

    routine_days: int
    soon_days: int
    urgent_hours: int

    def due(self, urgency: Urgency, start: datetime, working: WorkingTime) -> datetime:
        """By when, counted from `start`: the end of a working day, or an hour when it is urgent."""
        if urgency is Urgency.URGENT:
            return working.after_hours(start, self.urgent_hours)
        return working.after_days(start, self.routine_days if urgency is Urgency.ROUTINE else self.soon_days)


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceLevel:
    """What a listing promises whoever refers to it, counted in working days of its agency.

    Source:
        The usual one of information-sharing agreements: five working days to answer.
    """

    acknowledge: Pace = Pace(2, 1, 4)
    answer: Pace = Pace(5, 3, 24)
    start: Pace = Pace(15, 5, 48)
    review: Pace = Pace(60, 20, 120)

    def pace(self, clock: Clock) -> Pace:
        """That of one clock."""
        pace: Pace = getattr(self, clock)
        return pace

    def values(self) -> dict[str, dict[str, int]]:
        """As it is kept."""
        return {clock.value: {one.name: getattr(self.pace(clock), one.name) for one in fields(Pace)} for clock in Clock}

    @classmethod
    def kept(cls, values: Mapping[str, Mapping[str, Any]] | None) -> "ServiceLevel":
        """As it was kept; the usual one where a listing says nothing."""
        return USUAL if values is None else cls(**{clock: Pace(**pace) for clock, pace in values.items()})


USUAL: Final = ServiceLevel()
