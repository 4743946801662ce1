"""What a document may hold so that it can be kept and given back unchanged."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from services.referrals.directory.domain.entries import Path
from shared.refusals import FieldError

DEEPEST = 40
"""Levels of nesting. HSDS's own examples have eight."""

_LARGEST_WHOLE_NUMBER = 2**63


def unstorable(document: Any) -> Iterator[tuple[Path, FieldError]]:
    """Each member that PostgreSQL's jsonb or our JSON writer cannot keep.

    Source:
        PostgreSQL, "JSON Types": no U+0000 and no lone surrogate in text; RFC 8259 section 6: numbers are finite.
    """
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if len(path) > DEEPEST:
            yield (
                path,
                FieldError(
                    "", "too_deep", f"At most {DEEPEST} levels of nesting.", f"Au plus {DEEPEST} niveaux d'imbrication."
                ),
            )
        elif isinstance(value, Mapping):
            if not all(_can_be_kept(str(name)) for name in value):
                yield (
                    path,
                    FieldError(
                        "",
                        "name_not_storable",
                        "A name holds a character that cannot be kept.",
                        "Un nom contient un caractère qui ne peut pas être conservé.",
                    ),
                )
            waiting.extend(((*path, name), member) for name, member in value.items())
        elif isinstance(value, list):
            waiting.extend(((*path, index), member) for index, member in enumerate(value))
        elif not _can_be_kept(value):
            yield (
                path,
                FieldError(
                    "",
                    "not_storable",
                    "Holds a character or a number that cannot be kept.",
                    "Contient un caractère ou un nombre qui ne peut pas être conservé.",
                ),
            )


def _can_be_kept(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, float):
        return isfinite(value)
    return not isinstance(value, int) or -_LARGEST_WHOLE_NUMBER <= value < _LARGEST_WHOLE_NUMBER
