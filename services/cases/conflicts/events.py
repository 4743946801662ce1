"""What can happen to a conflict of interest."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutConflict(Event):
    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    conflict_id: UUID
    agency_id: UUID
    worker_id: UUID


class ConflictDeclared(_AboutConflict):
    """A worker is close to the person and kept out of the record: for the supervisors of their agency."""

    TYPE = "parcours.conflict_of_interest.declared.v1"


class ConflictLifted(_AboutConflict):
    """A supervisor let the worker see what their grounds show again."""

    TYPE = "parcours.conflict_of_interest.lifted.v1"
