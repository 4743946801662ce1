"""What a mandate gives, from when, for how long. No I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.access.domain import Grant
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector

LONGEST_TERM: Final = timedelta(days=366)
"""A year: whether a law still asks for it is looked at again at least that often, and then it is recorded anew."""


class MandateState(StrEnum):
    """What was decided about it. Only a confirmed one gives anything."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    ENDED = "ended"
    EXPIRED = "expired"


class OverridingGround(StrEnum):
    """Why a law goes before what the person refused. There is no other reason."""

    COURT_ORDER = "court_order"
    CHILD_PROTECTION = "child_protection"
    DANGER_TO_LIFE = "danger_to_life"


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """A legal ground on which an agency may know without consent and without an agreement.

    Attributes:
        agency_id: to whom the law gives it.
        overrides_refusal_because: why the person's refusal does not stop it; None where it does.
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

    def grant(self, confirmed_at: datetime) -> Grant:
        """The one grant that rests on it, never from before its confirmation."""
        return Grant(
            person_id=self.person_id,
            municipality_id=self.municipality_id,
            agency_id=self.agency_id,
            sector=self.sector,
            categories=self.categories,
            operations=self.operations,
            purposes=self.purposes,
            shows_sensitive=True,
            overrides_refusal=self.overrides_refusal_because is not None,
            ground_kind=GroundKind.MANDATE,
            ground_id=self.id,
            valid_from=max(self.valid_from, confirmed_at),
            valid_until=self.valid_until,
        )
