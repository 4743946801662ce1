"""What can happen to documents."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.documents import EvidenceOf
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutDocument(AboutItem):
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


@dataclass(frozen=True, kw_only=True)
class _AboutEvidence(Event):
    ABOUT = "ground_id"

    ground_id: UUID
    ground_kind: EvidenceOf
    person_id: UUID
    document_id: UUID


class EvidenceNamed(_AboutEvidence):
    """A document was named as evidence of a consent or mandate."""

    TYPE = "parcours.evidence.named.v1"


class EvidenceTakenBack(_AboutEvidence):
    """A document is not evidence of a consent or mandate after all."""

    TYPE = "parcours.evidence.taken_back.v1"
