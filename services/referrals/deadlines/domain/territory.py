"""Where a receiver works: by it days begin, and holidays fall."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from holidays.registry import EntityLoader

SATURDAY: Final = 5

_OF_FRENCH_DEPARTMENTS: Final[Mapping[str, str]] = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    **{code: code for code in ("971", "972", "973", "974", "976")},
    "975": "PM",
    "977": "BL",
    "978": "MF",
}
_OF_GERMAN_STATES: Final[Mapping[str, str]] = dict(
    zip(
        (f"{number:02}" for number in range(1, 17)),
        ("SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH"),
        strict=True,
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Territory:
    """The territory of a receiver, as far as days depend on it.

    Attributes:
        country: ISO 3166-1 alpha-2; empty where it is not known: then every Monday to Friday is a working day.
        region: part of the country that has holidays of its own (Alsace, Bavaria), as `holidays` calls it; or empty.
        time_zone: of the IANA database.
    """

    country: str = ""
    region: str = ""
    time_zone: str = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @classmethod
    def of_municipality(cls, country: str, code: str, time_zone: str) -> "Territory":
        """The territory of a municipality.

        Args:
            code: in its country's register (INSEE, AGS), by which its region is known; or empty.
        """
        return cls(country=country, region=_region(country, code), time_zone=time_zone)

    def works_on(self, day: date) -> bool:
        """Whether it is a working day there, whoever works."""
        return day in _working_days(self.country, self.region, day.year)


ANYWHERE: Final = Territory()
"""Where nothing is known: Monday to Friday, in UTC."""


def _region(country: str, code: str) -> str:
    """Source: INSEE codes begin with the department, the *Amtlicher Gemeindeschlüssel* with the state."""
    if country == "FR":
        return _OF_FRENCH_DEPARTMENTS.get(code[:2]) or _OF_FRENCH_DEPARTMENTS.get(code[:3], "")
    if country == "DE":
        return _OF_GERMAN_STATES.get(code[:2], "")
    return ""


@cache
def _working_days(country: str, region: str, year: int) -> frozenset[date]:
    first = date(year, 1, 1)
    days = (first + timedelta(number) for number in range((date(year + 1, 1, 1) - first).days))
    if country not in _known():
        return frozenset(day for day in days if day.weekday() < SATURDAY)
    free = holidays.country_holidays(country, subdiv=region or None, years=year)
    return frozenset(day for day in days if free.is_working_day(day))


@cache
def _known() -> frozenset[str]:
    """By their names in the registry: to ask for what each supports loads the calendars of all countries."""
    return frozenset(EntityLoader.get_country_codes())
