"""What can happen to a system."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class SystemRegistered(Event):
    """An agency lets a piece of software act for it, or its workers sign in through it."""

    TYPE: ClassVar[str] = "parcours.system.registered.v1"
    ABOUT: ClassVar[str] = "system_id"

    system_id: UUID
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class SystemChanged(Event):
    """A system is described differently: other addresses, scopes or purposes."""

    TYPE: ClassVar[str] = "parcours.system.changed.v1"
    ABOUT: ClassVar[str] = "system_id"

    system_id: UUID
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class SystemCredentialsChanged(Event):
    """A system has a new secret or other keys."""

    TYPE: ClassVar[str] = "parcours.system.credentials_changed.v1"
    ABOUT: ClassVar[str] = "system_id"

    system_id: UUID
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class SystemRevoked(Event):
    """A system may not act any more."""

    TYPE: ClassVar[str] = "parcours.system.revoked.v1"
    ABOUT: ClassVar[str] = "system_id"

    system_id: UUID
    agency_id: UUID
