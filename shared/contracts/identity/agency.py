"""What other services may know of an agency."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.vocabulary import AgencyKind, Sector


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """An agency as identity tells it.

    Attributes:
        municipalities: where it operates.
        active: whether it takes part at present.
    """

    id: UUID
    name: str
    sector: Sector
    kind: AgencyKind
    municipalities: tuple[UUID, ...]
    active: bool
