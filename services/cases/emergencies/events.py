"""What can happen in an emergency."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.cases.emergencies import Outcome
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutEmergency(Event):
    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    emergency_id: UUID
    agency_id: UUID
    worker_id: UUID


@dataclass(frozen=True, kw_only=True)
class EmergencyBegan(_AboutEmergency):
    """A worker opened a record without a ground: for the leads and the privacy officers."""

    TYPE = "parcours.emergency_access.began.v1"

    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class EmergencyReviewed(_AboutEmergency):
    """A privacy officer said what they found."""

    TYPE = "parcours.emergency_access.reviewed.v1"

    outcome: Outcome
