"""Closed lists of warnings that events carry across services."""

from enum import StrEnum


class WarningState(StrEnum):
    """Whether workers are warned."""

    STANDING = "standing"
    ENDED = "ended"
