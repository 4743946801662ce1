"""Where an address is, and the form in which places are compared: whoever writes it down does it in their own way."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.cases.people.domain.keys import folded

_LETTERS_OR_DIGITS: Final = re.compile(r"[^\W\d_]+|\d+")
_STREETS_AND_HOUSES: Final = (
    "allee all appartement appt app apt apartment avenue ave av batiment bat boulevard blvd bld bd chemin che ch cite"
    " cours etage faubourg fg flat floor impasse imp lane lieu dit lotissement lot passage place pl porte quai"
    " residence res road rd route rte rue r saint sainte st ste square sq street"
)
_SMALL_WORDS: Final = "a au aux d de des du et l la le les n no nr of the"
_SAID_OR_NOT: Final = frozenset(f"{_STREETS_AND_HOUSES} {_SMALL_WORDS}".split())
"""Written out, abbreviated or left out, as whoever writes is used to."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an address is.

    Two places are perhaps one when the words of one are among those of the other and they share a number, or one of
    them has none. Postcode, town and country do not count, since one that was left out would give a shelter away.
    `is_sheltered` in the database compares them, and takes no list of guesses for a place.
    """

    lines: tuple[str, ...]
    postcode: str | None
    locality: str | None
    country: str | None

    @property
    def words(self) -> list[str]:
        """The words of the lines, sorted, without case, accents, punctuation and what is as often left out."""
        return sorted({word for word in self._parts() if not word.isdecimal() and word not in _SAID_OR_NOT})

    @property
    def numbers(self) -> list[str]:
        """The numbers of the lines, sorted: of the house, the floor, the flat."""
        return sorted({str(int(part)) for part in self._parts() if part.isdecimal()})

    def _parts(self) -> Iterator[str]:
        """`12bis` is 12 and bis, as `12 bis` is. An accent is no letter; it must not part a word either."""
        text = "".join(sign for sign in folded(" ".join(self.lines)) if not unicodedata.category(sign).startswith("M"))
        return (found.group() for found in _LETTERS_OR_DIGITS.finditer(text))
