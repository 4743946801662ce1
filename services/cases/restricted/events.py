"""What can happen to whom somebody is known."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonRestricted(Event):
    """Only these workers may know of the person from now on; for everybody else the person is not there."""

    TYPE = "parcours.person.restricted.v1"
    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    restriction_id: UUID
    known_to: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class PersonUnrestricted(Event):
    """Whoever has a ground may know of the person again."""

    TYPE = "parcours.person.unrestricted.v1"
    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    restriction_id: UUID
