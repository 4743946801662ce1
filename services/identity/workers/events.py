"""What can happen to a worker."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkerJoined(Event):
    """A worker may act for an agency."""

    TYPE: ClassVar[str] = "parcours.worker.joined.v1"
    ABOUT: ClassVar[str] = "worker_id"

    worker_id: UUID
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkerRolesChanged(Event):
    """A worker's roles in an agency, or the end of their time there, are others now."""

    TYPE: ClassVar[str] = "parcours.worker.roles_changed.v1"
    ABOUT: ClassVar[str] = "worker_id"

    worker_id: UUID
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkerRevoked(Event):
    """A worker may not act for an agency any more, from now on."""

    TYPE: ClassVar[str] = "parcours.worker.revoked.v1"
    ABOUT: ClassVar[str] = "worker_id"

    worker_id: UUID
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkerLeft(Event):
    """A worker who was revoked may act for no agency any more; told beside the revocation."""

    TYPE: ClassVar[str] = "parcours.worker.left.v1"
    ABOUT: ClassVar[str] = "worker_id"

    worker_id: UUID
