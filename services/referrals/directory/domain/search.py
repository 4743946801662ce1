"""What somebody is looking for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from services.referrals.directory.domain.listing import ServiceListing
from services.referrals.directory.domain.opening_hours import Weekday
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
        accessibility: words, each the beginning of one in what its places say of accessibility.
        open_on: days of the week; the whole of this week where only an hour is asked for.
        open_at: on the clock of the place.
        cost_at_most: in `currency`; 0 for free of charge, in whatever currency. What says no amount is not found.
        waiting_days_at_most, waiting_people_at_most: as the agency last said; where it says neither it is not found.
        answered_within_days, started_within_days: half of the referrals of the last year.
        mostly_answered_within_days, mostly_started_within_days: nine in ten of them.
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
    accessibility: str = ""
    open_on: Sequence[Weekday] = ()
    open_at: time | None = None
    cost_at_most: float | None = None
    currency: str = "EUR"
    waiting_days_at_most: int | None = None
    waiting_people_at_most: int | None = None
    answered_within_days: int | None = None
    mostly_answered_within_days: int | None = None
    started_within_days: int | None = None
    mostly_started_within_days: int | None = None
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
