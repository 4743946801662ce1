"""What a document can show: that a consent was given, or that a mandate exists. No I/O."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.documents import EvidenceOf


@dataclass(frozen=True)
class Ground:
    """A consent or mandate.

    Attributes:
        agency_id: who recorded it, and answers for showing that it is so.
    """

    kind: EvidenceOf
    id: UUID
    person_id: UUID
    municipality_id: UUID
    agency_id: UUID
