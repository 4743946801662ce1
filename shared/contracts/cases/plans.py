"""Closed lists of plans that events carry across services."""

from enum import StrEnum


class GoalState(StrEnum):
    """Where a goal stands: the words of FHIR's Goal.lifecycleStatus. How far it was reached is another question."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ActionState(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    NOT_DONE = "not_done"


class Voice(StrEnum):
    """Whose word it is."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    WORKER = "worker"
    CARER = "carer"


class Party(StrEnum):
    """Whose agreement it is."""

    LEAD = "lead"
    PERSON = "person"
    REPRESENTATIVE = "representative"


class SignedAs(StrEnum):
    """What they said to it."""

    AGREED = "agreed"
    DISAGREED = "disagreed"


class VersionState(StrEnum):
    """Where a version of a plan stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    SUPERSEDED = "superseded"
