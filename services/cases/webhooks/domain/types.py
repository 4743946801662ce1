"""Of which events a webhook tells. No I/O."""

from collections.abc import Iterable, Sequence
from typing import Final

from services.cases.feed.domain import event_type
from services.cases.timeline.domain.kinds import LineKind
from shared.refusals import FieldError, Invalid

EVERYTHING: Final = "*"
MOST_TYPES: Final = 100
TEST: Final = "parcours.webhook.tested.v1"
"""The type of an event that says nothing but that it arrived."""

_TYPES: Final = {kind: event_type(kind) for kind in LineKind}


def kinds_told(types: Iterable[str]) -> list[LineKind]:
    """The kinds of lines that these types name, also those that came after they were written down."""
    words = set(types)
    return sorted(kind for kind, named in _TYPES.items() if words & {EVERYTHING, named, _all_of(named)})


def checked_types(types: Sequence[str]) -> tuple[str, ...]:
    """The types as they are kept: each once, in order.

    Raises:
        Invalid: points at each that names no event of the feed.
    """
    known = {EVERYTHING, *_TYPES.values(), *map(_all_of, _TYPES.values())}
    unknown = [
        FieldError(
            f"#/types/{place}",
            "unknown",
            "No event of the feed has this type. All of an area are `parcours.<area>.*`, all there are `*`.",
            "Aucun événement du flux n'a ce type. Tous ceux d'un domaine sont `parcours.<domaine>.*`, tous `*`.",
        )
        for place, one in enumerate(types)
        if one not in known
    ]
    if unknown:
        raise Invalid(errors=unknown)
    return tuple(sorted(set(types)))


def _all_of(named: str) -> str:
    """All events of the area of this one."""
    return f"{'.'.join(named.split('.')[:2])}.*"
