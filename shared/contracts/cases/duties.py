"""Closed lists of what must be done that events carry across services."""

from enum import StrEnum


class DutyKind(StrEnum):
    """What is to be done."""

    TASK = "task"
    """Do what somebody asked for in a case."""
    ACTION = "action"
    """Do what the plan says."""
    REVIEW = "review"
    """Look at the case and its plan again."""
    SIGNATURE = "signature"
    """See to it that a proposed version of the plan is agreed on."""
    REFERRAL = "referral"
    """Answer a referral."""
    QUESTION = "question"
    """Answer a question about a referral that was sent."""
    ALTERNATIVE = "alternative"
    """Decide on the alternative that was offered in place of a referral."""
    START = "start"
    """Begin the help for which a referral was accepted."""
    INVITATION = "invitation"
    """Say whether one works on a case."""
    HANDOVER = "handover"
    """Receive what somebody hands over, or decline."""
    CONFERENCE = "conference"
    """Come to a conference, or say that one does not."""
    MESSAGE = "message"
    """Read an urgent message."""
    COMPLAINT = "complaint"
    """Answer a complaint."""
    RIGHTS_REQUEST = "rights_request"
    """Answer what somebody asks by a data-protection right."""
    WARNING = "warning"
    """Look at a warning again."""
    TRANSITION = "transition"
    """Prepare what changes on a known day."""
    RECEIPT = "receipt"
    """Say that a person's affairs were received, when services change."""


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    """Nobody needs it any more."""


class GivenBecause(StrEnum):
    """Why something is for another worker to do."""

    ABSENCE = "absence"
    WORKLOAD = "workload"
    EXPERTISE = "expertise"
    LANGUAGE = "language"
    PERSON_WISH = "person_wish"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NAMED_BY_MISTAKE = "named_by_mistake"
    HAND_OVER = "hand_over"
