"""What can happen to whom a sealed item is open."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfASeal(Event):
    """Of a worker and an item."""

    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    item_id: UUID
    seal_grant_id: UUID
    agency_id: UUID
    worker_id: UUID


@dataclass(frozen=True, kw_only=True)
class SealGrantGiven(_OfASeal):
    """A sealed item is open to this worker until then."""

    TYPE = "parcours.seal_grant.given.v1"

    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class SealGrantEnded(_OfASeal):
    """A sealed item is no longer open to this worker, before its time."""

    TYPE = "parcours.seal_grant.ended.v1"
