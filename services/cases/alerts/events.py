"""What can happen to warnings, occurrences, the risk of a case and rules: never what they say of anybody."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.alerts import WarningState
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutWarning(AboutItem):
    warning_id: UUID
    state: WarningState


class WarningRecorded(_AboutWarning):
    """Somebody recorded a warning."""

    TYPE = "parcours.warning.recorded.v1"


class WarningReviewed(_AboutWarning):
    """A warning was looked at again: it stands, or it ended."""

    TYPE = "parcours.warning.reviewed.v1"


class WarningCorrected(_AboutWarning):
    """A warning has a new version."""

    TYPE = "parcours.warning.corrected.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutRisk(AboutItem):
    assessment_id: UUID


class RiskAssessed(_AboutRisk):
    """Somebody said how much may go wrong in a case, and why."""

    TYPE = "parcours.risk.assessed.v1"


class RiskRaised(_AboutRisk):
    """It is more than somebody had said before."""

    TYPE = "parcours.risk.raised.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutOccurrence(AboutItem):
    occurrence_id: UUID


class OccurrenceRecorded(_AboutOccurrence):
    """Somebody recorded what happened on a day."""

    TYPE = "parcours.occurrence.recorded.v1"


class OccurrenceCorrected(_AboutOccurrence):
    """What was recorded has a new version, or did not happen."""

    TYPE = "parcours.occurrence.corrected.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutEarlyWarning(AboutItem):
    early_warning_id: UUID


class EarlyWarningNoticed(_AboutEarlyWarning):
    """A rule noticed something. Whoever is told of it opens it first: it is shown to those who see all its facts."""

    TYPE = "parcours.early_warning.noticed.v1"


class EarlyWarningAnswered(_AboutEarlyWarning):
    """Somebody who looked said whether it was useful."""

    TYPE = "parcours.early_warning.answered.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutRule(Event):
    ABOUT = "rule_id"

    rule_id: UUID
    municipality_id: UUID


class EarlyWarningRuleWritten(_AboutRule):
    """A municipality looks for something, from now on in this version."""

    TYPE = "parcours.early_warning_rule.written.v1"


class EarlyWarningRuleRetired(_AboutRule):
    """A municipality no longer looks for it."""

    TYPE = "parcours.early_warning_rule.retired.v1"
