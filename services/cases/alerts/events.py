"""What can happen to warnings and to the risk of a case: that there is one, never of what it warns or why."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.alerts import WarningState


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
class RiskAssessed(AboutItem):
    """Somebody said how much may go wrong in a case, and why."""

    TYPE = "parcours.risk.assessed.v1"

    assessment_id: UUID
