"""What a mandate gives. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.cases.access.domain import Grant
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """A legal ground on which an agency may know without consent and without an agreement.

    Attributes:
        agency_id: to whom the law gives it.
        overrides_refusal: the article says that the person's refusal does not stop it.
    """

    id: UUID
    person_id: UUID
    municipality_id: UUID
    agency_id: UUID
    sector: Sector
    categories: frozenset[Category]
    operations: frozenset[Operation]
    purposes: frozenset[Purpose]
    overrides_refusal: bool
    valid_from: datetime
    valid_until: datetime

    def grant(self) -> Grant:
        """The one grant that rests on it."""
        return Grant(
            person_id=self.person_id,
            municipality_id=self.municipality_id,
            agency_id=self.agency_id,
            sector=self.sector,
            categories=self.categories,
            operations=self.operations,
            purposes=self.purposes,
            shows_sensitive=True,
            overrides_refusal=self.overrides_refusal,
            ground_kind=GroundKind.MANDATE,
            ground_id=self.id,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )
