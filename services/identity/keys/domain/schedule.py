"""When a key signs, when it is published, and when it is destroyed.

There are always two keys or more: the one that signs, its successor, which everybody can already fetch, and those
whose tokens may still be young. So no verifier ever meets a signature whose key was not published before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

OUTLIVES_ITS_TURN_BY: Final = timedelta(minutes=15)
"""The longest token lives ten minutes; the rest is for clocks that differ."""
LOOK_EVERY: Final = timedelta(seconds=15)
"""How often each replica looks at the keys."""
KNOWN_EVERYWHERE_AFTER: Final = 2 * LOOK_EVERY
"""So long after it was made every replica publishes a key, though it failed to look once."""


@dataclass(frozen=True, slots=True)
class Turn:
    """From when on a key signs; until the next one's turn."""

    kid: str
    signs_from: datetime


def signing(turns: Iterable[Turn], at: datetime) -> Turn | None:
    """The key whose turn it is."""
    begun = [turn for turn in turns if turn.signs_from <= at]
    return max(begun, key=lambda turn: (turn.signs_from, turn.kid), default=None)


def soonest(made_at: datetime, at: datetime) -> datetime:
    """From when on a key may sign: not before whoever verifies can fetch it, whichever replica they ask."""
    return max(at, made_at + KNOWN_EVERYWHERE_AFTER)


def missing(turns: Sequence[Turn], at: datetime, lasts: timedelta) -> list[datetime]:
    """From when on the keys should sign that have to be made now.

    Args:
        lasts: how long a key signs.

    Returns:
        One beginning for each missing key: none when a key signs and its successor waits.
    """
    present = signing(turns, at)
    if present is None:
        return [at, at + lasts]
    if any(turn.signs_from > at for turn in turns):
        return []
    return [max(at, present.signs_from) + lasts]


def outlived(turns: Sequence[Turn], at: datetime) -> list[Turn]:
    """Keys whose last token has expired: to be destroyed."""
    in_order = sorted(turns, key=lambda turn: (turn.signs_from, turn.kid))
    return [turn for turn, successor in pairwise(in_order) if successor.signs_from + OUTLIVES_ITS_TURN_BY <= at]
