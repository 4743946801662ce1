"""Words as people type them and as listings hold them, made comparable."""

import re
import unicodedata

MOST_WORDS = 8
LONGEST_TEXT = 50_000
"""Characters of one text that are searched; PostgreSQL's tsvector holds at most a megabyte."""

_WORD = re.compile(r"\w+")
_SHORTEST = 2


def folded(text: str) -> str:
    """The words of a text in small letters, without accents and signs, with one space between."""
    letters = unicodedata.normalize("NFKD", text[:LONGEST_TEXT].casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(plain))


def words_to_find(text: str) -> str:
    """A PostgreSQL tsquery: every word must begin one of the listing's; empty when there is nothing to look for."""
    words = folded(text).split()
    long_enough = [word for word in words if len(word) >= _SHORTEST] or words
    return " & ".join(f"{word}:*" for word in long_enough[:MOST_WORDS])
