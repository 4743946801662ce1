"""Counts that tell of nobody. No I/O."""

from collections.abc import Mapping
from typing import Final, TypeVar

Name = TypeVar("Name", bound=str)

LEAST: Final = 5
"""A smaller count could be somebody."""


def hidden_if_small(count: int) -> int | None:
    """A count, or nothing where it is under five; zero too, so that *hidden* is not *somebody*."""
    return count if count >= LEAST else None


def parts_hidden_if_small(parts: Mapping[Name, int]) -> dict[Name, int | None]:
    """The parts of a whole that is told: those under five are hidden, and as many more as it takes for what is hidden
    not to be found by subtracting what is told from the whole.
    """
    shown = {name: hidden_if_small(count) for name, count in parts.items()}
    smallest_first = sorted(parts, key=lambda name: (parts[name], name))
    hidden = [name for name in smallest_first if shown[name] is None]
    for name in smallest_first[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(parts[one] for one in hidden) >= LEAST):
            break
        shown[name] = None
        hidden.append(name)
    return shown
