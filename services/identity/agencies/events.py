"""What can happen to an agency."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.contracts.identity.vocabulary import AgencyKind, Sector
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class AgencyRegistered(Event):
    """An agency has joined."""

    TYPE: ClassVar[str] = "parcours.agency.registered.v1"
    ABOUT: ClassVar[str] = "agency_id"

    agency_id: UUID
    sector: Sector
    kind: AgencyKind


@dataclass(frozen=True, kw_only=True)
class AgencyChanged(Event):
    """An agency is described differently: ask for it again."""

    TYPE: ClassVar[str] = "parcours.agency.changed.v1"
    ABOUT: ClassVar[str] = "agency_id"

    agency_id: UUID
    version: int
