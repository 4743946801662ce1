"""How long people wait after they were referred to a listing. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from shared.contracts.referrals.directory import ListingId

ENOUGH: Final = 5
"""Of fewer referrals nothing is said: a figure must not be about somebody."""

ENOUGH_FOR_NINE_IN_TEN: Final = 10
"""Of fewer, nine in ten are all but none: the figure would be the wait of whoever waited longest."""


@dataclass(frozen=True)
class Waits:
    """Days from sending, rounded up: half waited so long at most, nine in ten so long at most.

    Attributes:
        nine_in_ten_days: None where there were too few to say it.
    """

    median_days: int
    nine_in_ten_days: int | None

    @classmethod
    def counted(cls, many: int, percentiles: Sequence[timedelta] | None) -> "Waits | None":
        """From the 50th and the 90th percentile of so many; None where there were too few."""
        if many < ENOUGH or percentiles is None:
            return None
        median, most = (ceil(one / timedelta(days=1)) for one in percentiles)
        return cls(median, most if many >= ENOUGH_FOR_NINE_IN_TEN else None)


@dataclass(frozen=True)
class Timeliness:
    """What became of the referrals of the last year.

    Attributes:
        answer: until the agency said yes, no, later or elsewhere; one that expired waited until then.
        start: until the help began.
    """

    answer: Waits | None
    start: Waits | None
    counted_at: datetime


@dataclass(frozen=True)
class TimelinessOf:
    """The figures of one listing."""

    listing_id: ListingId
    timeliness: Timeliness
