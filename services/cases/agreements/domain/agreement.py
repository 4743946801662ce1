"""What an information-sharing agreement covers. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector


class AgreementState(StrEnum):
    """An agreement shares nothing until every party has signed."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Party:
    """An agency in an agreement, and the direction in which data may flow for it."""

    agency_id: UUID
    sector: Sector
    gives: bool
    receives: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What one agreement lets one agency see.

    Attributes:
        sources: the giving parties; their contributions are meant and no others.
    """

    agreement_id: UUID
    categories: frozenset[Category]
    purposes: frozenset[Purpose]
    sources: frozenset[UUID]
    valid_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """An information-sharing agreement between agencies.

    Attributes:
        valid_until: exclusive; grants that rest on it end then.
    """

    id: UUID
    municipality_id: UUID
    state: AgreementState
    parties: tuple[Party, ...]
    categories: frozenset[Category]
    purposes: frozenset[Purpose]
    valid_from: datetime
    valid_until: datetime | None

    def receivers(self, *, agencies: Iterable[UUID] = (), sectors: Iterable[Sector] = ()) -> tuple[Party, ...]:
        """The receiving parties among these agencies and sectors."""
        wanted, wanted_sectors = set(agencies), set(sectors)
        return tuple(
            party
            for party in self.parties
            if party.receives and (party.agency_id in wanted or party.sector in wanted_sectors)
        )

    def covers(self, recipient: UUID, categories: frozenset[Category], purposes: frozenset[Purpose]) -> Share | None:
        """What of these categories and purposes may flow to a recipient; None when nothing may."""
        receives = any(party.receives for party in self.parties if party.agency_id == recipient)
        sources = frozenset(party.agency_id for party in self.parties if party.gives and party.agency_id != recipient)
        shared_categories, shared_purposes = categories & self.categories, purposes & self.purposes
        if not (receives and sources and shared_categories and shared_purposes):
            return None
        return Share(self.id, shared_categories, shared_purposes, sources, self.valid_until)
