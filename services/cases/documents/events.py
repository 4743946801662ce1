"""What can happen to documents."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.documents import EvidenceOf, Retention
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
class DocumentDeleted(_AboutDocument):
    """The time was over for which documents of its class are kept; its contents are gone with it."""

    TYPE = "parcours.document.deleted.v1"

    retention: Retention
    rule_id: UUID


@dataclass(frozen=True, kw_only=True)
class _AboutHold(AboutItem):
    document_id: UUID
    hold_id: UUID


class DocumentHeld(_AboutHold):
    """A privacy officer wants a document kept, whatever the rule says."""

    TYPE = "parcours.document.held.v1"


class DocumentReleased(_AboutHold):
    """A document may be deleted again when it is due, unless another hold is on it."""

    TYPE = "parcours.document.released.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutRule(Event):
    ABOUT = "rule_id"

    rule_id: UUID
    municipality_id: UUID


class RetentionRuleWritten(_AboutRule):
    """An agency said for how long documents of a class are kept."""

    TYPE = "parcours.retention_rule.written.v1"


class RetentionRuleRetired(_AboutRule):
    """Nothing is deleted by a rule any more."""

    TYPE = "parcours.retention_rule.retired.v1"


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
