"""Which parts of a worker's name may be a surname, in the form in which names of people are compared. No I/O."""

from typing import Final

from services.cases.people.domain.keys import name_key

SHORTEST: Final = 2


def surname_keys(display_name: str) -> list[str]:
    """What may be the surname in a name as colleagues read it: what follows the first word, or stands in capitals.

    `Amélie de La Tour-Durand` may be a *de La Tour-Durand*, a *Tour*, a *Durand*. It decides nothing.
    """
    words = display_name.split()
    tails = [" ".join(words[first:]) for first in range(1, len(words))]
    parts = [part for word in words[1:] for part in word.split("-")]
    capitals = [word for word in words[:1] if len(words) > 1 and word.isupper()]
    keys = {name_key(one) for one in (*tails, *parts, *capitals)}
    return sorted(key for key in keys if len(key) >= SHORTEST)
