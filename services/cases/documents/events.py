"""What can happen to documents."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutDocument(Event):
    """One event for each person whom the document is about."""

    ABOUT = "case_id"

    case_id: UUID
    person_id: UUID
    document_id: UUID
    version: int


class DocumentAdded(_AboutDocument):
    """Somebody added a document."""

    TYPE = "parcours.document.added.v1"


class DocumentReplaced(_AboutDocument):
    """A document has a new content; the earlier one is kept."""

    TYPE = "parcours.document.replaced.v1"


class DocumentCorrected(_AboutDocument):
    """Name, category, sensitivity or retention of a document were corrected."""

    TYPE = "parcours.document.corrected.v1"
