"""What a mandate gives, from when, for how long. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.cases.access.domain import Grant
from services.cases.legal_grounds.domain import OverridingGround
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector


class MandateState(StrEnum):
    """What was decided about it. Only a confirmed one gives anything."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    ENDED = "ended"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """A legal ground on which an agency may know without consent and without an agreement.

    Attributes:
        agency_id: to whom the law gives it.
        overrides_refusal_because: why the person's refusal does not stop it; None where it does.
        level: how much of what it covers it shows.
        review_at: when somebody looks at it again.
        ends_unless_reviewed: it ends then if nobody did.
    """

    id: UUID
    person_id: UUID
    municipality_id: UUID
    agency_id: UUID
    sector: Sector
    categories: frozenset[Category]
    operations: frozenset[Operation]
    purposes: frozenset[Purpose]
    overrides_refusal_because: OverridingGround | None
    valid_from: datetime
    valid_until: datetime
    level: Level = Level.FULL
    review_at: datetime | None = None
    ends_unless_reviewed: bool = False

    @property
    def ends_at(self) -> datetime:
        """When it ends by the clock, as it stands."""
        if self.ends_unless_reviewed and self.review_at is not None:
            return min(self.valid_until, self.review_at)
        return self.valid_until

    def grant(self, confirmed_at: datetime) -> Grant:
        """The one grant that rests on it, never from before its confirmation."""
        return Grant(
            person_id=self.person_id,
            municipality_id=self.municipality_id,
            agency_id=self.agency_id,
            sector=self.sector,
            categories=self.categories,
            level=self.level,
            operations=self.operations,
            purposes=self.purposes,
            shows_sensitive=True,
            overrides_refusal=self.overrides_refusal_because is not None,
            ground_kind=GroundKind.MANDATE,
            ground_id=self.id,
            valid_from=max(self.valid_from, confirmed_at),
            valid_until=self.ends_at,
        )
