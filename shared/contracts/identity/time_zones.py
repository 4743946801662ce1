"""The time zones in which days of a municipality begin and end."""

from enum import StrEnum
from zoneinfo import available_timezones

TimeZone = StrEnum("TimeZone", {name: name for name in sorted(available_timezones())})  # type: ignore[misc]
"""A name of the IANA time zone database, of those that are known here."""
