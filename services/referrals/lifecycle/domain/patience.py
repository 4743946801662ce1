"""How long something at which background work failed is left alone before it is tried again."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

_FIRST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(days=1)
_LONG_ENOUGH: Final = 12
"""After so many times it is the longest anyway, and no number grows without end."""


class Doing(StrEnum):
    """Background work that takes one thing after the other."""

    RINGING = "ringing"
    """The clock of a referral."""
    MOVING_UP = "moving_up"
    """The waiting list of a listing."""
    COUNTING = "counting"
    """The waits after referrals to an agency."""


def again_after(failures: int) -> timedelta:
    """A minute after the first failure in a row, twice as long after each further one, a day at most."""
    return _LONGEST if failures >= _LONG_ENOUGH else min(_FIRST * (1 << (failures - 1)), _LONGEST)
