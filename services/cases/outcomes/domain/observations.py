"""What of a service people used or avoided: a number, its period, and who says so. No I/O."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from shared.contracts.cases.outcomes import Effect, Measure
from shared.refusals import FieldError, Invalid

BY_THE_DAY: Final = frozenset(Measure) - {Measure.EMERGENCY_VISITS, Measure.HOME_CARE_VISITS}
"""Of these nobody can have more than one a day."""
_TODAY_SOMEWHERE: Final = timedelta(days=1)


class Source(StrEnum):
    """From where the number is."""

    PERSON = "person"
    CARER = "carer"
    HOSPITAL_RECORD = "hospital_record"
    CARE_RECORD = "care_record"
    HEALTH_INSURANCE = "health_insurance"
    AGENCY_RECORD = "agency_record"
    ESTIMATE = "estimate"


class Basis(StrEnum):
    """Against what somebody says that something was avoided: it did not happen, so nobody can have counted it."""

    SAME_PERSON_BEFORE = "same_person_before"
    COMPARABLE_PEOPLE = "comparable_people"
    WORKERS_JUDGEMENT = "workers_judgement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What an observation says.

    Attributes:
        amount: how many, of all people whom it is about together.
        began_on, ended_on: local dates, both included.
        basis: only of what was avoided.
    """

    measure: Measure
    effect: Effect
    basis: Basis | None
    amount: int
    began_on: date
    ended_on: date
    source: Source

    def check(self, people: int, today: date) -> None:
        """It can be true.

        Args:
            people: how many it is about.
            today: UTC; where it is already tomorrow, tomorrow is today.

        Raises:
            Invalid: it cannot; with each field.
        """
        wrong = [
            FieldError(pointer, code, *said)
            for is_wrong, pointer, code, said in (
                (
                    self.ended_on < self.began_on,
                    "#/ended_on",
                    "before_beginning",
                    ("It ends before it begins.", "La fin précède le début."),
                ),
                (
                    self.ended_on > today + _TODAY_SOMEWHERE,
                    "#/ended_on",
                    "in_the_future",
                    ("It has not happened yet.", "Cela n'a pas encore eu lieu."),
                ),
                (
                    self._is_more_than_there_are(people),
                    "#/amount",
                    "too_many",
                    ("There are not so many in the period.", "Il n'y en a pas autant dans la période."),
                ),
                (
                    (self.basis is None) is (self.effect is Effect.AVOIDED),
                    "#/basis",
                    "of_what_was_avoided",
                    (
                        "Say against what something was avoided, and only of what was avoided.",
                        "Indiquez par rapport à quoi on l'a évité, et seulement pour ce qui a été évité.",
                    ),
                ),
            )
            if is_wrong
        ]
        if wrong:
            raise Invalid(errors=wrong)

    def _is_more_than_there_are(self, people: int) -> bool:
        days = (self.ended_on - self.began_on).days + 1
        return self.measure in BY_THE_DAY and self.amount > max(days, 0) * people


def totals(observed: Iterable[tuple[Measure, Effect, int]]) -> Mapping[tuple[Measure, Effect], int]:
    """How much of each was used and avoided together, over the observations that somebody may see."""
    counted: Counter[tuple[Measure, Effect]] = Counter()
    for measure, effect, amount in observed:
        counted[measure, effect] += amount
    return counted
