"""What can happen to a mandate."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutMandate(Event):
    ABOUT = "person_id"

    person_id: UUID
    mandate_id: UUID


class MandateRecorded(_AboutMandate):
    """An agency recorded a legal ground, which gives nothing until a second worker has confirmed it."""

    TYPE = "parcours.mandate.recorded.v1"


class MandateConfirmed(_AboutMandate):
    """A second worker confirmed the legal ground; what it gives is in force."""

    TYPE = "parcours.mandate.confirmed.v1"


class MandateRejected(_AboutMandate):
    """A second worker rejected the legal ground; it never gave anything."""

    TYPE = "parcours.mandate.rejected.v1"


class MandateEnded(_AboutMandate):
    """The legal ground ended before its time."""

    TYPE = "parcours.mandate.ended.v1"


class MandateReviewed(_AboutMandate):
    """Somebody looked at the legal ground again: it goes on."""

    TYPE = "parcours.mandate.reviewed.v1"
