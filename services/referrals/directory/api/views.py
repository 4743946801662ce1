"""How listings are shown."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from services.referrals.deadlines.domain.service_level import USUAL
from services.referrals.directory.api.bodies import A_LISTING, PaceIn
from services.referrals.directory.api.intake import IntakeRulesBody
from services.referrals.directory.domain.intake import EVERYBODY
from services.referrals.directory.domain.listing import (
    Cost,
    Eligibility,
    Opening,
    Phone,
    Place,
    Term,
    is_stale,
)
from services.referrals.directory.domain.search import FoundListing
from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.hsds.service import ServiceStatus

_EXAMPLE: dict[str, Any] = {
    "id": "0198c0de-0000-7000-8000-0000000000e1",
    "publisher_id": "0198c0de-0000-7000-8000-0000000000a2",
    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
    "organization": {"id": "0198c0de-0000-7000-8000-0000000000f1", "name": "Northern Debt Advice"},
    "municipality_ids": ["0198c0de-0000-7000-8000-0000000000c1"],
    "has_a_feed": False,
    "is_offered": True,
    "is_stale": False,
    "vanished_at": None,
    "capacity": {
        "free_places": 3,
        "total_places": 12,
        "waiting_days": 10,
        "waiting_people": 4,
        "note": "",
        "said_at": "2026-03-02T08:00:00+00:00",
    },
    "service_level": USUAL.values(),
    "intake": EVERYBODY.values(),
    "timeliness": {
        "answer": {"median_days": 3, "nine_in_ten_days": 8},
        "start": None,
        "counted_at": "2026-03-02T02:00:00+00:00",
    },
    "distance_km": 1.3,
    **A_LISTING,
    "alternate_name": "",
    "url": "https://debt-advice.example.org",
    "email": "",
    "application_process": "Come without an appointment.",
    "fees": "",
    "interpretation": "",
    "alert": "",
    "assured_on": "2026-01-15",
    "last_modified": None,
}


class OrganizationView(BaseModel):
    """Who offers it."""

    id: UUID
    name: str


class CapacityView(BaseModel):
    """How many places there are, as the agency last said."""

    free_places: int | None
    total_places: int | None
    waiting_days: int | None
    waiting_people: int | None = Field(description="How many wait, as the agency counts them.")
    note: str
    said_at: datetime


class ServiceLevelView(BaseModel):
    """How soon the agency says it acts on a referral, in working days of its territory; hours when it is urgent."""

    acknowledge: PaceIn
    answer: PaceIn
    start: PaceIn
    review: PaceIn


class WaitsView(BaseModel):
    """Days from sending, rounded up."""

    median_days: int = Field(description="Half waited so long at most.")
    nine_in_ten_days: int | None = Field(description="Nine in ten waited so long at most; null of fewer than ten.")


class TimelinessView(BaseModel):
    """How long people waited after the referrals of the last year; of fewer than five nothing is said."""

    answer: WaitsView | None = Field(description="Until yes, no, later or elsewhere; what expired waited until then.")
    start: WaitsView | None = Field(description="Until the help began.")
    counted_at: datetime


class ListingView(BaseModel):
    """A service listing."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: UUID
    publisher_id: UUID = Field(description="The agency that writes it here or brings its feed.")
    agency_id: UUID | None = Field(description="The agency that takes its referrals; null where none here does.")
    organization: OrganizationView | None
    municipality_ids: list[UUID] = Field(description="For whose people it is meant.")
    takes_referrals: bool
    has_a_feed: bool = Field(description="Its details are changed in the feed, not here.")
    is_offered: bool = Field(description="Active, and still published.")
    is_stale: bool = Field(description="Nobody has said for a year that this is still true.")
    vanished_at: datetime | None = Field(description="When its feed stopped publishing it.")
    capacity: CapacityView | None
    service_level: ServiceLevelView
    intake: IntakeRulesBody = Field(description="Whom it takes; checked when a referral is sent.")
    timeliness: TimelinessView | None
    distance_km: float | None = Field(description="To its nearest place, when a search said from where.")
    name: str
    status: ServiceStatus
    alternate_name: str
    description: str
    url: str
    email: str
    categories: list[Category]
    needs: list[Term]
    eligibility: Eligibility
    languages: list[str]
    areas: list[str]
    places: list[Place]
    phones: list[Phone]
    openings: list[Opening]
    application_process: str
    fees: str
    costs: list[Cost]
    interpretation: str
    alert: str
    assured_on: date | None
    last_modified: datetime | None


def json_answer(body: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON straight from the domain's own nouns; the models above describe it, and a test holds both together."""
    return Response(orjson.dumps(body), status, headers, "application/json")


def shown(found: FoundListing, today: date) -> dict[str, Any]:
    """A listing as `ListingView` describes it, ready for `json_answer`."""
    listing = found.listing
    organization_id = listing.organization_id
    return {
        "id": str(listing.id),
        "publisher_id": str(listing.origin.publisher),
        "agency_id": listing.agency_id and str(listing.agency_id),
        "organization": {"id": str(organization_id), "name": found.organization_name} if organization_id else None,
        "municipality_ids": [str(one) for one in listing.municipality_ids],
        "takes_referrals": listing.takes_referrals,
        "has_a_feed": listing.has_a_feed,
        "is_offered": listing.is_offered,
        "is_stale": is_stale(listing.details, today),
        "vanished_at": listing.vanished_at,
        "capacity": listing.capacity,
        "service_level": listing.service_level,
        "intake": listing.intake,
        "timeliness": found.timeliness,
        "distance_km": None if found.distance_km is None else round(found.distance_km, 2),
        **vars(listing.details),
    }
