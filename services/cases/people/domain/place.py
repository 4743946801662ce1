"""Where an address is, and the form in which places are compared: whoever writes it down does it in their own way."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from services.cases.people.domain.keys import folded
from shared.refusals import Conflict

_LETTERS_OR_DIGITS: Final = re.compile(r"[^\W\d_]+|\d+")
_STREETS_AND_HOUSES: Final = (
    "allee all appartement appt app apt apartment avenue ave av batiment bat boulevard blvd bld bd chemin che ch cite"
    " cours etage faubourg fg flat floor impasse imp lane lieu dit lotissement lot passage place pl porte quai"
    " residence res road rd route rte rue r saint sainte st ste square sq street"
)
_SMALL_WORDS: Final = "a au aux d de des du et l la le les n no nr of the"
_SAID_OR_NOT: Final = frozenset(f"{_STREETS_AND_HOUSES} {_SMALL_WORDS}".split())
"""Written out, abbreviated or left out, as whoever writes is used to."""
_BETWEEN: Final = 2
"""So many other words may stand among those of a place in a text: `at 12, the grey door, rue de …`."""
_LONGEST_NUMBER: Final = 20
_SHORT: Final = 3
"""Letters of a word that says nothing by itself: the `bis` of a number, an article of another language."""


class NamesProtectedPlace(Conflict):
    """The text names an address that your agency recorded as protected, of one of these people or of somebody close to
    them, where others would read it. Leave it out, or seal what you write.
    """

    code = "names-protected-place"
    title = "This names a protected address"
    title_fr = "Ceci désigne une adresse protégée"


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
        return sorted({_number(part) for part in self._parts() if part.isdecimal()})

    @property
    def town(self) -> str | None:
        """In which one it is, as it is compared: the postcode, or the name without one."""
        if self.postcode is not None:
            return f"postcode {self.postcode}"
        return None if self.locality is None else f"locality {self.locality.lower()}"

    def _parts(self) -> Iterator[str]:
        return _parts_of(" ".join(self.lines))


def _parts_of(text: str) -> Iterator[str]:
    """`12bis` is 12 and bis, as `12 bis` is. An accent is no letter; it must not part a word either."""
    letters = "".join(sign for sign in folded(text) if not unicodedata.category(sign).startswith("M"))
    return (found.group() for found in _LETTERS_OR_DIGITS.finditer(letters))


def _number(digits: str) -> str:
    """`012` is 12. What is longer than any number of a house stays as it is written."""
    return str(int(digits)) if len(digits) <= _LONGEST_NUMBER else digits


@dataclass(frozen=True)
class HiddenPlace:
    """A protected place as it is compared: words and numbers of its lines."""

    words: frozenset[str]
    numbers: frozenset[str]

    def is_named_in(self, text: str) -> bool:
        """All its words that say something stand close together in the text, with one of its numbers if it has any."""
        telling = frozenset(word for word in self.words if len(word) > _SHORT) or self.words
        if not telling:
            return False
        said = [_number(part) if part.isdecimal() else part for part in _parts_of(text) if part not in _SAID_OR_NOT]
        reach = len(self.words) + len(self.numbers) + _BETWEEN
        return any(
            telling.issubset(near) and (not self.numbers or not self.numbers.isdisjoint(near))
            for near in _stretches(said, telling | self.numbers, reach)
        )


def _stretches(said: list[str], of: Collection[str], reach: int) -> Iterator[frozenset[str]]:
    """What stands in a text from each of these words on."""
    return (frozenset(said[start : start + reach]) for start, part in enumerate(said) if part in of)


def must_name_none(texts: Iterable[str], places: Collection[HiddenPlace]) -> None:
    """What others will read says nowhere where somebody hides.

    Raises:
        NamesProtectedPlace: it does.
    """
    if any(place.is_named_in(text) for text in texts for place in places):
        raise NamesProtectedPlace(
            "Leave the address out, or seal what you write.",
            detail_fr="Omettez l'adresse, ou scellez ce que vous écrivez.",
        )
