"""What callers send about listings."""

from datetime import date, time
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from services.referrals.deadlines.domain.service_level import USUAL, Pace, ServiceLevel
from services.referrals.directory.actions.publish_listing import Offer
from services.referrals.directory.domain.listing import ListingDetails, PlaceKind, ServiceListing
from services.referrals.directory.domain.reading import CATEGORY_TAXONOMY, HIGHEST_COST, OLDEST_AGE
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import MunicipalityId
from shared.contracts.referrals.hsds.service import ServiceStatus
from shared.refusals import WrongValue

Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
FilledLine = Annotated[
    str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$")
]
Text = Annotated[str, Field(max_length=10_000, pattern=r"^[^\x00]*$")]
Url = Annotated[str, Field(max_length=2_000, pattern=r"^(https?://[!-~]+)?$")]
Email = Annotated[str, Field(max_length=254, pattern=r"^([!-?A-~]+@[!-?A-~]+)?$")]
Age = Annotated[float, Field(ge=0, le=OLDEST_AGE)]

_details = TypeAdapter(ListingDetails)

A_LISTING: dict[str, Any] = {
    "name": "Debt advice",
    "status": "active",
    "description": "Budget, debts, and letters nobody dares to open. Free and confidential.",
    "categories": ["finance"],
    "needs": [{"code": "over-indebtedness", "name": "Debts"}],
    "eligibility": {"minimum_age": 18, "description": "Residents of the city"},
    "languages": ["fr", "ar"],
    "areas": ["Northern districts"],
    "places": [
        {
            "kind": "physical",
            "name": "House of Services",
            "address": {"line_1": "4 Mill Street", "postal_code": "59000", "city": "Lille", "country": "FR"},
            "position": {"latitude": 50.6292, "longitude": 3.0573},
            "accessibility": ["Step-free entrance", "Induction loop"],
        }
    ],
    "phones": [{"number": "+33 3 20 00 00 00"}],
    "openings": [{"days": ["MO", "TH"], "opens_at": "09:00:00", "closes_at": "12:00:00"}],
    "costs": [{"amount": 0}],
    "takes_referrals": True,
}


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TermIn(_Said):
    """A need that the listing answers, by its code in a taxonomy."""

    code: FilledLine
    name: FilledLine
    taxonomy: Line = ""

    @model_validator(mode="after")
    def _is_not_a_category(self) -> Self:
        if self.taxonomy == CATEGORY_TAXONOMY:
            raise WrongValue("categories have a member of their own", "les catégories ont un membre à elles")
        return self


class EligibilityIn(_Said):
    """For whom. Ages in years; left out where there is no limit."""

    minimum_age: Age | None = None
    maximum_age: Age | None = None
    description: Text = ""

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.minimum_age is not None and self.maximum_age is not None and self.minimum_age > self.maximum_age:
            raise WrongValue("minimum_age is greater than maximum_age", "minimum_age dépasse maximum_age")
        return self


class AddressIn(_Said):
    """Where letters arrive and people walk in."""

    line_1: Line
    line_2: Line = ""
    city: Line
    postal_code: Line
    region: Line = ""
    state_province: Line = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1.")]


class PositionIn(_Said):
    """WGS 84, decimal degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class PlaceIn(_Said):
    """Where the service is offered."""

    kind: PlaceKind
    name: Line = ""
    address: AddressIn | None = None
    position: PositionIn | None = Field(None, description="Without one the listing is not found by distance.")
    url: Url = Field("", description="Of a virtual place.")
    transportation: Text = ""
    accessibility: list[FilledLine] = Field([], max_length=20)


class PhoneIn(_Said):
    number: FilledLine
    extension: Annotated[int, Field(ge=0, le=999_999)] | None = None
    kind: Line = Field("", description="voice, text, fax …")
    description: Line = ""


class CostIn(_Said):
    """What somebody pays."""

    amount: Annotated[float, Field(ge=0, lt=HIGHEST_COST, description="0 for free of charge.")] | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$", description="ISO 4217.")] = ""
    option: Line = Field("", description="For whom or for what.")
    description: Line = ""

    @model_validator(mode="after")
    def _names_its_currency(self) -> Self:
        if self.amount and not self.currency:
            raise WrongValue("an amount needs a currency", "un montant demande une monnaie")
        return self


class OpeningIn(_Said):
    """When the service is open, on the clock of the place."""

    days: list[Annotated[str, Field(pattern=r"^([1-5]|-1)?(MO|TU|WE|TH|FR|SA|SU)$")]] = Field(
        [], max_length=7, description="MO … SU; with a number before it, that one of the month (RFC 5545, BYDAY)."
    )
    opens_at: time | None = None
    closes_at: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    description: Line = ""

    @model_validator(mode="after")
    def _is_on_the_local_clock(self) -> Self:
        if any(at is not None and at.tzinfo is not None for at in (self.opens_at, self.closes_at)):
            raise WrongValue(
                "opens_at and closes_at are on the clock of the place, without an offset",
                "opens_at et closes_at sont à l'heure du lieu, sans décalage",
            )
        return self


class ListingIn(_Said):
    """What an agency offers, in full."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [A_LISTING]})

    name: FilledLine
    status: ServiceStatus = ServiceStatus.ACTIVE
    alternate_name: Line = ""
    description: Text = ""
    url: Url = ""
    email: Email = ""
    categories: list[Category] = Field([], max_length=len(Category))
    needs: list[TermIn] = Field([], max_length=50)
    eligibility: EligibilityIn = EligibilityIn()
    languages: list[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]] = Field([], max_length=50, description="ISO 639.")
    areas: list[FilledLine] = Field([], max_length=100, description="Whose people are served, in words.")
    places: list[PlaceIn] = Field([], max_length=50)
    phones: list[PhoneIn] = Field([], max_length=20)
    openings: list[OpeningIn] = Field([], max_length=50)
    application_process: Text = ""
    fees: Text = ""
    costs: list[CostIn] = Field([], max_length=20)
    interpretation: Text = ""
    alert: Text = Field("", description="What people should know these days.")
    assured_on: date | None = Field(None, description="When this was last checked; today, when left out at first.")
    municipality_ids: list[UUID] | None = Field(
        None, min_length=1, max_length=100, description="For whose people; those of your agency, when left out."
    )
    takes_referrals: bool = Field(False, description="Whether referrals may be sent to it here.")

    def offer(self, municipality_ids: tuple[MunicipalityId, ...]) -> Offer:
        """As the actions take it.

        Args:
            municipality_ids: those meant when none are named.
        """
        said = self.model_dump(exclude={"municipality_ids", "takes_referrals"})
        lists = {name: tuple(_each_once(member)) for name, member in said.items() if isinstance(member, list)}
        return Offer(
            details=_details.validate_python(said | lists),
            municipality_ids=tuple(MunicipalityId(one) for one in self.municipality_ids or municipality_ids),
            takes_referrals=self.takes_referrals,
        )


_USUAL: Any = USUAL.values()


class PaceIn(_Said):
    """How soon one thing is done."""

    routine_days: Annotated[int, Field(ge=1, le=260, description="Working days.")]
    soon_days: Annotated[int, Field(ge=1, le=260, description="Working days.")]
    urgent_hours: Annotated[int, Field(ge=1, le=2_400, description="Hours, day and night, of working days.")]

    def pace(self) -> Pace:
        """As the domain takes it."""
        return Pace(self.routine_days, self.soon_days, self.urgent_hours)


class ServiceLevelIn(_Said):
    """How soon the agency acts on what is referred to the listing, in working days of its territory."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_USUAL]})

    acknowledge: PaceIn
    answer: PaceIn
    start: PaceIn
    review: PaceIn

    def level(self) -> ServiceLevel:
        """As the domain takes it."""
        return ServiceLevel(**{name: pace.pace() for name, pace in self})


class CapacityIn(_Said):
    """How many places there are now. Leave out what you do not count."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"free_places": 3, "total_places": 12, "waiting_days": 10, "waiting_people": 4}]
        },
    )

    free_places: Annotated[int, Field(ge=0, le=100_000)] | None = None
    total_places: Annotated[int, Field(ge=0, le=100_000)] | None = None
    waiting_days: Annotated[int, Field(ge=0, le=3_650, description="How long people wait at present.")] | None = None
    waiting_people: Annotated[int, Field(ge=0, le=100_000, description="How many wait, as you count.")] | None = None
    note: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$", description="No personal data.")] = ""

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.free_places is not None and self.total_places is not None and self.free_places > self.total_places:
            raise WrongValue("free_places is greater than total_places", "free_places dépasse total_places")
        return self


def editable(listing: ServiceListing) -> dict[str, Any]:
    """A listing as `ListingIn` has it: what a merge patch is applied to."""
    said: dict[str, Any] = _details.dump_python(listing.details, mode="json", exclude={"last_modified"})
    ours = {"municipality_ids": [str(one) for one in listing.municipality_ids]}
    return said | ours | {"takes_referrals": listing.takes_referrals}


def _each_once(members: list[Any]) -> list[Any]:
    return [member for number, member in enumerate(members) if member not in members[:number]]
