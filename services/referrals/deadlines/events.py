"""What can happen to the days on which an agency works."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutClosure(Event):
    ABOUT = "agency_id"

    closure_id: UUID
    agency_id: UUID


class ClosureAnnounced(_AboutClosure):
    """An agency said when it does not work."""

    TYPE = "parcours.closure.announced.v1"


class ClosureCalledOff(_AboutClosure):
    """It works on those days after all."""

    TYPE = "parcours.closure.called_off.v1"
