"""Closed lists of the person's voice that events carry across services."""

from enum import StrEnum


class Aspect(StrEnum):
    """What somebody was asked about."""

    HELP_RECEIVED = "help_received"
    BEING_HEARD = "being_heard"


class ComplaintState(StrEnum):
    """How far a complaint has come."""

    RECORDED = "recorded"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
