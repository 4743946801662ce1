"""The forms in which names and identifiers are compared: stored, so that a search is a probe by `=` or by range."""

import hashlib
import unicodedata
from collections.abc import Iterable
from typing import Final

_WITHOUT_DECOMPOSITION: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "þ": "th", "ŧ": "t"}
)
LAST_CHARACTER: Final = "\U0010ffff"
"""Sorts after everything that a key can hold, in the collation `C`."""


def name_key(name: str | None) -> str:
    """A name without case, accents, spaces, hyphens and apostrophes: `D'Àrcy-Łoś` and `darcy los` are one.

    Letters of every script stay. Empty for no name.

    Source:
        Unicode 15, normalisation form KD (UAX #15) and full case folding.
    """
    return "".join(letter for letter in folded(name or "") if letter.isalnum())


def folded(text: str) -> str:
    """A text without case, its accents apart from their letters."""
    return unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_WITHOUT_DECOMPOSITION)


def identifier_key(value: str) -> str:
    """An identifier without case, spaces and punctuation: `1 85 05 78-006` and `18505 78006` are one."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", value).casefold() if sign.isalnum())


def known_by_identifier(system: str, value: str) -> bytes:
    """The digest under which an identifier is known of."""
    return _digest("identifier", system, identifier_key(value))


def known_by_name(family_name: str | None, given_name: str | None, birth_date: str) -> bytes:
    """The digest under which a name with a birth date is known of; the same when the two names are swapped."""
    return _digest("name", *sorted((name_key(family_name), name_key(given_name))), birth_date)


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def after_prefix(prefix: str) -> str:
    """The exclusive end of the range of keys that begin with `prefix`, in the collation `C`."""
    return prefix + LAST_CHARACTER


def distinct(keys: Iterable[bytes]) -> list[bytes]:
    """Sorted and without repetition, so that two registrations lock them in the same order."""
    return sorted(set(keys))
