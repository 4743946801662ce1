"""What somebody is looking for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals.directory.domain.listing import ServiceListing
from services.referrals.directory.domain.positions import Position
from services.referrals.directory.domain.timeliness import Timeliness
from shared.contracts.cases.vocabulary import Category


@dataclass(frozen=True)
class Search:
    """All conditions hold together; within one, any of its values will do. None and empty ask for nothing.

    Attributes:
        needs: codes of needs.
        age: of the person, in years.
        text: words, each the beginning of one in the listing.
        near: where the person is; then the nearest comes first.
        within_km: from there.
    """

    needs: Sequence[str] = ()
    categories: Sequence[Category] = ()
    languages: Sequence[str] = ()
    age: float | None = None
    text: str = ""
    takes_referrals: bool | None = None
    has_free_place: bool | None = None
    municipality_id: UUID | None = None
    agency_id: UUID | None = None
    near: Position | None = None
    within_km: float = 20.0


@dataclass(frozen=True)
class PublishedSearch:
    """What the parameters of HSDS's API ask for; None asks for nothing.

    Attributes:
        term_id: of a taxonomy term.
        modified_after: that moment or later; when it changed here.
    """

    search: str = ""
    term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    modified_after: datetime | None = None


@dataclass(frozen=True)
class FoundListing:
    """A listing as a row of a list shows it.

    Attributes:
        organization_name: who offers it; empty when unknown.
        distance_km: to its nearest place; None when nobody asked from where.
        after: the sort keys, for the cursor of the next page.
        timeliness: how long people waited there; None where nothing is said.
    """

    listing: ServiceListing
    organization_name: str = ""
    distance_km: float | None = None
    after: tuple[str | float | UUID, ...] = ()
    timeliness: Timeliness | None = None
