"""What a change or the end of an agreement does, as far as somebody may know. No I/O."""

from dataclasses import dataclass
from typing import Final

FEWEST: Final = 5
"""Smaller numbers are not told to those who may not know the people: nobody can be made out in one of so many."""


@dataclass(frozen=True)
class Counts:
    """How many of one agency's people and cases lose something.

    Attributes:
        people, cases: None where there are some, and fewer than `FEWEST`.
    """

    people: int | None
    cases: int | None


def told(people: int, cases: int) -> Counts:
    """The numbers as they may be told."""
    return Counts(_blurred(people), _blurred(cases))


def _blurred(number: int) -> int | None:
    return None if 0 < number < FEWEST else number
