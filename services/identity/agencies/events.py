"""What can happen to a municipality or an agency."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.contracts.identity.time_zones import TimeZone
from shared.contracts.identity.vocabulary import AgencyKind, Sector
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class MunicipalityRegistered(Event):
    """A municipality has joined: its days begin and end in this time zone."""

    TYPE: ClassVar[str] = "parcours.municipality.registered.v1"
    ABOUT: ClassVar[str] = "municipality_id"

    municipality_id: UUID
    time_zone: TimeZone


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
