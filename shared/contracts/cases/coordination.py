"""Closed lists of cases and needs that events carry across services."""

from enum import StrEnum


class CaseState(StrEnum):
    """Whether somebody is working on it."""

    OPEN = "open"
    CLOSED = "closed"


class ClosingReason(StrEnum):
    """Why the coordination ended."""

    GOALS_REACHED = "goals_reached"
    NO_LONGER_NEEDED = "no_longer_needed"
    PERSON_WISH = "person_wish"
    NO_CONTACT = "no_contact"
    MOVED = "moved"
    TRANSFERRED = "transferred"
    DIED = "died"
    OPENED_IN_ERROR = "opened_in_error"


class ReopeningReason(StrEnum):
    """Why it goes on."""

    NEED_RETURNED = "need_returned"
    PERSON_WISH = "person_wish"
    CLOSED_TOO_EARLY = "closed_too_early"
    CLOSED_IN_ERROR = "closed_in_error"


class NeedState(StrEnum):
    """How far a need is met."""

    OPEN = "open"
    BEING_MET = "being_met"
    MET = "met"
    NOT_MET = "not_met"


class DecliningReason(StrEnum):
    """Why an agency does not work on a case; it was not told about whom."""

    NO_CAPACITY = "no_capacity"
    NOT_OUR_TASK = "not_our_task"
    SOMEBODY_ELSE_OF_US = "somebody_else_of_us"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NO_AGREEMENT = "no_agreement"
    OTHER = "other"


class HandoverRefusal(StrEnum):
    """Why somebody does not go on with what another does."""

    NO_CAPACITY = "no_capacity"
    MORE_MUST_BE_SAID = "more_must_be_said"
    SOMEBODY_ELSE_SHOULD = "somebody_else_should"
    OTHER = "other"
