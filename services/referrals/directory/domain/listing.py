"""Service listings: what an agency offers, in our words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.referrals.deadlines.domain.service_level import USUAL, ServiceLevel
from services.referrals.directory.domain.intake import EVERYBODY, IntakeRules
from services.referrals.directory.domain.positions import Position
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId
from shared.contracts.referrals.directory import ListingId, OrganizationId
from shared.contracts.referrals.hsds.service import ServiceStatus

FRESH_FOR = timedelta(days=365)
"""How long what a listing says is taken to be still true after somebody checked it."""


class PlaceKind(StrEnum):
    """Whether people go there, write there, or connect there."""

    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


@dataclass(frozen=True)
class Term:
    """One term that says what a listing is for: a need, in the words of some taxonomy."""

    code: str
    name: str
    taxonomy: str = ""


@dataclass(frozen=True)
class Eligibility:
    """For whom. Ages in years; None where there is no limit."""

    minimum_age: float | None = None
    maximum_age: float | None = None
    description: str = ""


@dataclass(frozen=True)
class Address:
    """HSDS asks for every line but the second; an empty one is empty, not absent."""

    line_1: str
    city: str
    postal_code: str
    country: str
    line_2: str = ""
    region: str = ""
    state_province: str = ""


@dataclass(frozen=True)
class Place:
    """Where the service is offered.

    Attributes:
        url: of a virtual place.
        accessibility: what helps a person with a disability there, in free words.
    """

    kind: PlaceKind
    name: str = ""
    address: Address | None = None
    position: Position | None = None
    url: str = ""
    transportation: str = ""
    accessibility: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phone:
    number: str
    extension: int | None = None
    kind: str = ""
    description: str = ""


@dataclass(frozen=True)
class Opening:
    """When the service is open.

    Attributes:
        days: `MO` … `SU`, with a place in the month before it where it is monthly (`2TU`); RFC 5545's BYDAY.
        valid_from: the first day on which this holds.
    """

    days: tuple[str, ...] = ()
    opens_at: time | None = None
    closes_at: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    description: str = ""


@dataclass(frozen=True)
class Cost:
    """What somebody pays.

    Attributes:
        amount: 0 for free of charge; None where it is only told in words.
        currency: ISO 4217.
        option: for whom or for what, in words.
    """

    amount: float | None = None
    currency: str = ""
    option: str = ""
    description: str = ""


@dataclass(frozen=True)
class ListingDetails:
    """What a listing tells people, whoever wrote it and in whatever format.

    Attributes:
        languages: ISO 639 codes in small letters, without region.
        areas: names of the areas whose people are served.
        assured_on: when somebody last checked that this is true.
    """

    name: str
    status: ServiceStatus
    alternate_name: str = ""
    description: str = ""
    url: str = ""
    email: str = ""
    categories: tuple[Category, ...] = ()
    needs: tuple[Term, ...] = ()
    eligibility: Eligibility = Eligibility()
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    phones: tuple[Phone, ...] = ()
    openings: tuple[Opening, ...] = ()
    application_process: str = ""
    fees: str = ""
    costs: tuple[Cost, ...] = ()
    interpretation: str = ""
    alert: str = ""
    assured_on: date | None = None
    last_modified: datetime | None = None


@dataclass(frozen=True)
class Capacity:
    """How many places there are, as the agency last said.

    Attributes:
        free_places: None where the agency does not count.
        waiting_days: how long people wait at present, in days.
        waiting_people: how many wait at present, as the agency counts them.
        said_at: aware, UTC.
    """

    said_at: datetime
    free_places: int | None = None
    total_places: int | None = None
    waiting_days: int | None = None
    waiting_people: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Origin:
    """Where a listing comes from.

    Attributes:
        publisher: the agency that writes it here or brings its feed.
        feed: the publisher's name for the feed; None for a listing that was written here.
        published_id: the feed's own id for it.
    """

    publisher: AgencyId
    feed: str | None = None
    published_id: UUID | None = None


@dataclass(frozen=True)
class ServiceListing:
    """What an agency offers, as search and referrals need it.

    Attributes:
        agency_id: who takes the referrals; None where the listing is only for information, because whoever offers it
            is not on the platform.
        municipality_ids: for whose people it is meant.
        takes_referrals: whether a referral may be sent to it here.
        capacity: what the agency said here; None when it never did.
        service_level: how soon it promises to act: the usual, unless the agency said otherwise.
        intake: whom it takes.
        organization_id: of the organization that offers it.
        vanished_at: when the feed stopped publishing it; it stays as history under live referrals.
    """

    id: ListingId
    origin: Origin
    agency_id: AgencyId | None
    municipality_ids: tuple[MunicipalityId, ...]
    takes_referrals: bool
    details: ListingDetails
    organization_id: OrganizationId | None = None
    capacity: Capacity | None = None
    service_level: ServiceLevel = USUAL
    intake: IntakeRules = EVERYBODY
    vanished_at: datetime | None = None
    version: int = 1

    @property
    def has_a_feed(self) -> bool:
        return self.origin.feed is not None

    @property
    def is_offered(self) -> bool:
        """Somebody can go there now."""
        return self.vanished_at is None and self.details.status is ServiceStatus.ACTIVE


@dataclass(frozen=True)
class ListingForReferral:
    """What a referral needs to know of the listing it goes to.

    Attributes:
        agency_id: the receiving agency; None where nobody here takes referrals for it.
        takes_referrals: a referral can be sent to it now: it says so, is offered, and somebody here receives it.
        version: of the listing, so that a referral can be read beside what its sender saw.
        service_level: how soon it promises to act.
        intake: whom it takes.
    """

    id: ListingId
    name: str
    agency_id: AgencyId | None
    municipality_ids: tuple[MunicipalityId, ...]
    takes_referrals: bool
    version: int
    service_level: ServiceLevel = USUAL
    intake: IntakeRules = EVERYBODY


@dataclass(frozen=True)
class ListedOrganization:
    """Who offers listings: its HSDS 3.0 organization as published, without its services."""

    id: OrganizationId
    origin: Origin
    document: Mapping[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        return str(self.document["name"])


def is_stale(details: ListingDetails, today: date) -> bool:
    """Whether nobody has said for a year that this is still true."""
    checked = details.assured_on or (details.last_modified and details.last_modified.date())
    return checked is None or today - checked > FRESH_FOR
