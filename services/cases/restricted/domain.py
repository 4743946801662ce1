"""Why somebody may be known to few only. No I/O."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

LONGEST_BEFORE_REVIEW: Final = timedelta(days=366)
"""A year: whether it is still needed is looked at again at least that often."""
MOST_NAMED: Final = 20
"""Who may know is a short list, or it protects nobody."""


class Kind(StrEnum):
    """What two workers decide together."""

    RESTRICT = "restrict"
    LIFT = "lift"


class State(StrEnum):
    """What became of it. One that restricts is in force until another one is, or it is lifted."""

    PROPOSED = "proposed"
    REJECTED = "rejected"
    IN_FORCE = "in_force"
    ENDED = "ended"


class Reason(StrEnum):
    """Why it is decided; coded, so that no story stands in the list."""

    THREAT = "threat"
    WITNESS_PROTECTION = "witness_protection"
    COURT_ORDER = "court_order"
    PUBLIC_FIGURE = "public_figure"
    WORKER_OR_RELATIVE = "worker_or_relative"
    ADOPTION = "adoption"
    DANGER_OVER = "danger_over"
    DECIDED_IN_ERROR = "decided_in_error"


REASONS: Final = {
    Kind.LIFT: frozenset({Reason.DANGER_OVER, Reason.DECIDED_IN_ERROR}),
    Kind.RESTRICT: frozenset(Reason) - {Reason.DANGER_OVER, Reason.DECIDED_IN_ERROR},
}
