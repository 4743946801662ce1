"""Closed lists of conversations that events carry across services."""

from enum import StrEnum


class ThreadState(StrEnum):
    """Whether it is written in."""

    OPEN = "open"
    CLOSED = "closed"


class RetractionReason(StrEnum):
    """Why somebody took back what they wrote."""

    WRONG_PERSON = "wrong_person"
    WRONG_THREAD = "wrong_thread"
    SAID_TOO_MUCH = "said_too_much"
    NOT_TRUE = "not_true"
