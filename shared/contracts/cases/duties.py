"""Closed lists of what must be done that events carry across services."""

from enum import StrEnum


class DutyKind(StrEnum):
    """What is to be done."""

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
