"""Closed lists of outcomes and endings that events carry across services."""

from enum import StrEnum


class CaseOutcome(StrEnum):
    """What a case has come to, as its lead says when it is closed. How far each goal was reached says its scale."""

    REACHED = "reached"
    PARTLY_REACHED = "partly_reached"
    NOT_REACHED = "not_reached"
    WORSE = "worse"
    """The person is worse off than at the beginning."""
    NOT_KNOWN = "not_known"
    NOT_APPLICABLE = "not_applicable"
    """There was nothing to reach: opened in error, or the person died."""


class NeedOutcome(StrEnum):
    """What became of a need, in somebody's word."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    WORSE = "worse"
    NO_LONGER_THERE = "no_longer_there"
    """It went by itself, or the person no longer wants it met."""
    NOT_KNOWN = "not_known"


class Becomes(StrEnum):
    """What becomes of what is still open when a case is closed."""

    CONTINUES = "continues"
    HANDED_OVER = "handed_over"
    ENDS = "ends"


class ReferralBecomes(StrEnum):
    """What becomes of a referral that is still open when its case is closed."""

    CONTINUES = "continues"
    TO_BE_WITHDRAWN = "to_be_withdrawn"
    """By the agency that sent it; nobody else can."""


class Measure(StrEnum):
    """What of a service somebody used, or did not need to."""

    HOSPITAL_DAYS = "hospital_days"
    EMERGENCY_VISITS = "emergency_visits"
    INSTITUTIONAL_CARE_DAYS = "institutional_care_days"
    HOME_CARE_VISITS = "home_care_visits"
    SHELTER_NIGHTS = "shelter_nights"
    DETENTION_DAYS = "detention_days"


class Effect(StrEnum):
    """Whether it was used, or avoided."""

    USED = "used"
    AVOIDED = "avoided"
