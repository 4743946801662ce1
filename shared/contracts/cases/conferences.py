"""Closed lists of conferences that events carry across services."""

from enum import StrEnum


class CancellingReason(StrEnum):
    """Why a conference does not take place."""

    NO_LONGER_NEEDED = "no_longer_needed"
    TOO_FEW_CAN_COME = "too_few_can_come"
    PERSON_WISH = "person_wish"
    ANOTHER_DATE = "another_date"
    OTHER = "other"


class AnswerState(StrEnum):
    """What came of an invitation to a conference."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class AbsenceReason(StrEnum):
    """Why somebody does not come to a conference; of whom it speaks, its agenda tells those who may see it."""

    NOT_FREE = "not_free"
    NOT_OUR_TASK = "not_our_task"
    SOMEBODY_ELSE_OF_US = "somebody_else_of_us"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    OTHER = "other"


class Attendance(StrEnum):
    """Whether somebody was there."""

    ATTENDED = "attended"
    ABSENT = "absent"


class MinutesAnswer(StrEnum):
    """What the person whom minutes are about says to them."""

    SIGNED = "signed"
    REFUSED = "refused"


class MatterState(StrEnum):
    """Whether a matter is to be talked about."""

    ON_AGENDA = "on_agenda"
    TAKEN_OFF = "taken_off"
