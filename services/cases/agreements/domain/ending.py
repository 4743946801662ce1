"""When an agreement ends, and when its parties are warned of it. No I/O."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

FIRST_ANYWHERE: Final = ZoneInfo("Etc/GMT-14")
"""Where a day ends first: for a municipality of which cases has not heard yet, so that nothing ends too late."""

WARNINGS: Final = (90, 30)
"""So many days before its end the administrators of its parties are warned."""


def day_ends_at(day: date, zone: ZoneInfo | None) -> datetime:
    """The first moment after a day in a municipality, where its clock leaves midnight out or strikes it twice too."""
    return datetime.combine(day + timedelta(days=1), time(), zone or FIRST_ANYWHERE).astimezone(UTC)


def warning_due(valid_until: datetime, warned_days: int | None, at: datetime) -> int | None:
    """Of how many days before the end there is to be warned now; None where there is nothing to say.

    What was written to last for less is warned of once, with the smallest number of days that it still has.

    Args:
        warned_days: of which there was a warning last.
    """
    due = [days for days in WARNINGS if valid_until - timedelta(days=days) <= at < valid_until]
    if not due or (warned_days is not None and min(due) >= warned_days):
        return None
    return min(due)
