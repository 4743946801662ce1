"""What somebody is searched by, and which of it leads the search."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from services.cases.people.domain.birth_date import BirthDates, birth_dates_like, is_complete
from services.cases.people.domain.keys import after_prefix, known_by_identifier, name_key

SHORTEST_PREFIX: Final = 2


class SearchBy(StrEnum):
    """What leads a search: the criterion that leaves the fewest people. The others narrow it down."""

    IDENTIFIER = "identifier"
    BIRTH_DATE = "birth_date"
    BOTH_NAMES = "both_names"
    FAMILY_NAME = "family_name"


@dataclass(frozen=True)
class KeyRange:
    """Keys that begin in a certain way, in the collation `C`; the end is exclusive."""

    first: str
    until: str

    def include(self, key: str) -> bool:
        return self.first <= key < self.until


EVERY_KEY: Final = KeyRange("", after_prefix(""))


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """What somebody is searched by; all that is given must fit.

    Attributes:
        family_name, given_name: the beginning is enough; the two may be swapped when both are given.
        birth_date: may be partial; beside a name it also finds a birth date that is known less exactly.
        system, value: of an identifier.
    """

    family_name: str | None = None
    given_name: str | None = None
    birth_date: str | None = None
    system: str | None = None
    value: str | None = None

    @cached_property
    def leads(self) -> SearchBy | None:
        """What leads the search; None when it would find half the town."""
        if self.value is not None:
            return SearchBy.IDENTIFIER
        if self.birth_date is not None and (self.has_family_name or is_complete(self.birth_date)):
            return SearchBy.BIRTH_DATE
        if self.has_family_name:
            return SearchBy.BOTH_NAMES if name_key(self.given_name) else SearchBy.FAMILY_NAME
        return None

    @property
    def has_family_name(self) -> bool:
        """There is enough of it to search by."""
        return len(name_key(self.family_name)) >= SHORTEST_PREFIX

    @property
    def may_be_swapped(self) -> bool:
        """Both names are given, so that one may stand for the other."""
        return bool(name_key(self.family_name) and name_key(self.given_name))

    @cached_property
    def family_keys(self) -> KeyRange:
        return _beginning_with(self.family_name)

    @cached_property
    def given_keys(self) -> KeyRange:
        return _beginning_with(self.given_name)

    @property
    def known_key(self) -> bytes:
        """The digest under which an identifier is known of."""
        return known_by_identifier(self.system or "", self.value or "")

    @cached_property
    def birth_dates(self) -> BirthDates | None:
        """The stored birth dates that fit; None for any and none."""
        if self.birth_date is None:
            return None
        if self.leads is SearchBy.BIRTH_DATE and not self.has_family_name:
            return BirthDates((self.birth_date,))
        return birth_dates_like(self.birth_date)


def _beginning_with(name: str | None) -> KeyRange:
    key = name_key(name)
    return KeyRange(key, after_prefix(key)) if key else EVERY_KEY
