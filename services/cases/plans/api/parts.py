"""What goals and actions share at the door."""

from typing import Any
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.cases.items.api import with_people
from services.cases.plans.domain.attainment import Attainment
from services.cases.plans.domain.goals import Owner, OwnerKind
from shared.refusals import WrongValue

_OF_AN_AGENCY = frozenset({OwnerKind.AGENCY, OwnerKind.WORKER})


class OwnerBody(BaseModel):
    """Who answers for it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "worker",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "id": "0198c0de-0000-7000-8000-0000000000b1",
                }
            ]
        },
    )

    kind: OwnerKind
    agency_id: UUID | None = Field(None, description="For an agency or a worker.")
    id: UUID | None = Field(
        None,
        description="The worker; the person, where it is about several; the carer, where they have a record you know.",
    )

    @model_validator(mode="after")
    def _is_somebody(self) -> "OwnerBody":
        if (self.kind in _OF_AN_AGENCY) != (self.agency_id is not None):
            raise WrongValue(
                "an agency and a worker come with agency_id, a person and a carer without",
                "un organisme et un intervenant viennent avec agency_id, une personne et un aidant sans",
            )
        if self.kind is OwnerKind.WORKER and self.id is None:
            raise WrongValue("a worker comes with id", "un intervenant vient avec id")
        if self.kind is OwnerKind.AGENCY and self.id is not None:
            raise WrongValue("an agency comes without id", "un organisme vient sans id")
        return self

    def owner(self) -> Owner:
        """As the action takes it."""
        return Owner(self.kind, self.agency_id, self.id)


class OwnerView(BaseModel):
    """Who answers for it."""

    kind: OwnerKind
    agency_id: UUID | None
    id: UUID | None = Field(description="Null for an agency, and for a carer of whom you may not know.")


class ScaleBody(BaseModel):
    """What each of the five levels means for this goal, agreed before anybody looks how it went."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "much_less": "Does not leave the flat",
                    "less": "Leaves the flat when somebody comes along",
                    "expected": "Goes to the day centre once a week",
                    "more": "Goes there twice a week",
                    "much_more": "Visits friends besides",
                }
            ]
        },
    )

    much_less: str = Field(min_length=1, max_length=500, description="-2")
    less: str = Field(min_length=1, max_length=500, description="-1")
    expected: str = Field(min_length=1, max_length=500, description="0")
    more: str = Field(min_length=1, max_length=500, description="1")
    much_more: str = Field(min_length=1, max_length=500, description="2")

    def scale(self) -> dict[Attainment, str]:
        """By level."""
        return {level: getattr(self, level.name.lower()) for level in Attainment}


def scale_shown(stored: dict[str, str] | None) -> ScaleBody | None:
    """A scale as it is kept, by the names of its levels."""
    if stored is None:
        return None
    return ScaleBody.model_validate({level.name.lower(): stored[str(level.value)] for level in Attainment})


def item_shown(row: asyncpg.Record) -> dict[str, Any]:
    """A row with its people in one list and its owner in one part."""
    owner = OwnerView(kind=row["owner_kind"], agency_id=row["owner_agency_id"], id=row["owner_id"])
    return {**with_people(row), "owner": owner}
