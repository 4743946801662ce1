"""What can happen to what is kept about a person."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.vocabulary import Category
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(Event):
    """A record about a person began."""

    TYPE = "parcours.person.registered.v1"
    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    """Something that is kept about a person was added, corrected or ended."""

    TYPE = "parcours.person.changed.v1"
    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    category: Category


@dataclass(frozen=True, kw_only=True)
class IdentifierRecorded(Event):
    """An identifier of a person was written down; which one, only those may read who see the person."""

    TYPE = "parcours.person.identifier_recorded.v1"
    ABOUT = "person_id"

    person_id: UUID
    identifier_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonPerhapsKnownElsewhere(Event):
    """Another agency, which may not know of this person, began a record with an identifier of theirs.

    Told about the person of the earlier record, for the agency to turn to; it does not say who else asked.
    """

    TYPE = "parcours.person.perhaps_known_elsewhere.v1"
    ABOUT = "person_id"

    person_id: UUID
    coordinator_agency_id: UUID
