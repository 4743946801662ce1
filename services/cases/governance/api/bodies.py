"""What is sent and shown of breaches."""

from datetime import date, datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.governance.domain.breaches import BreachKind, BreachRisk, Owed
from shared.contracts.cases.vocabulary import Category
from shared.refusals import WrongValue
from shared.web.pages import Page


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewBreach(_Body):
    """What is known of a breach at first."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
                    "kinds": ["confidentiality"],
                    "description": "A sign-in was used by somebody else",
                    "noticed_at": "2026-03-02T08:00:00Z",
                    "happened_from": "2026-03-01T18:00:00Z",
                    "happened_until": "2026-03-01T23:00:00Z",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                }
            ]
        },
    )

    municipality_id: UUID
    kinds: list[BreachKind] = Field(min_length=1, max_length=len(BreachKind))
    description: str = Field(min_length=1, max_length=4000, description="Names nobody who is helped.")
    noticed_at: AwareDatetime = Field(description="When your agency became aware of it: the 72 hours run from then.")
    happened_from: AwareDatetime
    happened_until: AwareDatetime
    worker_id: UUID | None = Field(None, description="Whose sign-in was used; anybody's of your agency without.")
    categories: list[Category] = Field([], max_length=len(Category), description="All when empty.")

    @model_validator(mode="after")
    def _is_consistent(self) -> "NewBreach":
        if self.happened_until <= self.happened_from:
            raise WrongValue(
                "happened_until must be later than happened_from", "happened_until doit être postérieur à happened_from"
            )
        return self


class Assessment(_Body):
    """What it means for people."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"risk": "high", "because": "Addresses of a shelter"}]}
    )

    risk: BreachRisk
    because: str = Field(min_length=1, max_length=4000)


class AuthorityNotification(_Body):
    """That the supervisory authority was told."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"told_at": "2026-03-03T08:00:00Z", "reference": "CNIL 2026-7781"}]},
    )

    told_at: AwareDatetime
    reference: str = Field(min_length=1, max_length=200)
    why_late: str | None = Field(None, max_length=2000, description="Needed after 72 hours.")


class PeopleNotification(_Body):
    """That the people concerned were told."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"told_at": "2026-03-03T10:00:00Z", "how": "By letter"}]}
    )

    told_at: AwareDatetime
    how: str = Field(min_length=1, max_length=2000)


class Closure(_Body):
    """What was done about it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"measures": "New second factor"}]})

    measures: str = Field(min_length=1, max_length=4000)


class BreachView(BaseModel):
    """A personal data breach of your agency."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000ba",
                    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
                    "kinds": ["confidentiality"],
                    "description": "A sign-in was used by somebody else",
                    "noticed_at": "2026-03-02T08:00:00Z",
                    "authority_due_at": "2026-03-05T08:00:00Z",
                    "happened_from": "2026-03-01T18:00:00Z",
                    "happened_until": "2026-03-01T23:00:00Z",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "categories": [],
                    "recorded_at": "2026-03-02T09:00:00Z",
                    "risk": None,
                    "risk_because": None,
                    "authority_told_at": None,
                    "authority_reference": None,
                    "why_late": None,
                    "people_told_at": None,
                    "people_told_how": None,
                    "measures": None,
                    "closed_at": None,
                    "owed": ["assessment", "authority_notification"],
                    "is_late": False,
                    "version": 1,
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    kinds: list[BreachKind]
    description: str
    noticed_at: datetime
    authority_due_at: datetime = Field(description="72 hours after it was noticed.")
    happened_from: datetime
    happened_until: datetime
    worker_id: UUID | None
    categories: list[Category]
    recorded_at: datetime
    risk: BreachRisk | None
    risk_because: str | None
    authority_told_at: datetime | None
    authority_reference: str | None
    why_late: str | None
    people_told_at: datetime | None
    people_told_how: str | None
    measures: str | None
    closed_at: datetime | None
    owed: list[Owed] = Field(description="What is still to be done; empty once it is closed.")
    is_late: bool = Field(description="The authority was not told, and its time has passed.")
    version: int


class AffectedView(BaseModel):
    """Somebody whose record was looked at."""

    person_id: UUID
    first_at: datetime
    last_at: datetime
    looks: int
    categories: list[Category]


class AffectedPage(Page[AffectedView]):
    """One page of those concerned by a breach."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                            "first_at": "2026-03-01T19:00:00Z",
                            "last_at": "2026-03-01T19:05:00Z",
                            "looks": 2,
                            "categories": ["identity", "housing"],
                        }
                    ],
                    "next": None,
                    "people": 1,
                    "missing_months": ["2026-02-01"],
                }
            ]
        }
    )

    people: int = Field(description="How many are concerned in all, but for the missing months.")
    missing_months: list[date] = Field(
        description="First days of the months (UTC) of that time whose access log lies in the archive: in these more "
        "people may be concerned, and whoever runs the service searches the archive. Empty where nothing is missing."
    )
