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
    """An agency recorded a legal ground."""

    TYPE = "parcours.mandate.recorded.v1"


class MandateEnded(_AboutMandate):
    """The legal ground ended before its time."""

    TYPE = "parcours.mandate.ended.v1"
