"""What can happen to warnings: that there is one, never of what it warns."""

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
