"""What is sent and shown of everything that people say."""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.voice.domain.words import Address
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity

SAID: Final[JsonDict] = {
    "person_id": "0198c0de-0000-7000-8000-000000000f01",
    "category": "social",
    "sensitivity": "ordinary",
    "about_agency_id": "0198c0de-0000-7000-8000-0000000000a2",
    "addressed_to": "team",
    "spoken_by": "person",
}
KEPT: Final[JsonDict] = {
    **SAID,
    "id": "0198c0de-0000-7000-8000-0000000000ea",
    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
    "said_at": "2026-03-02T09:14:00+00:00",
}


class SaidBody(BaseModel):
    """Whose word it is, about which agency, and who is to hear it."""

    model_config = ConfigDict(extra="forbid")

    person_id: UUID | None = Field(None, description="Whose voice; may be left out where the case is about one person.")
    category: Category | None = Field(None, description="The case's, when left out.")
    sensitivity: Sensitivity = Field(Sensitivity.ORDINARY, description="ordinary or sensitive; never sealed.")
    about_agency_id: UUID = Field(description="An agency that works or worked on the case.")
    addressed_to: Address = Field(
        Address.TEAM,
        description="supervisors: only those of that agency hear it, and nobody else, whoever takes it down included.",
    )
    spoken_by: Voice = Field(description="person, representative or carer.")


class SaidView(BaseModel):
    """What everything that somebody said shows."""

    id: UUID
    case_id: UUID
    person_id: UUID
    category: Category
    sensitivity: Sensitivity
    about_agency_id: UUID
    addressed_to: Address
    spoken_by: Voice
    agency_id: UUID = Field(description="Agency that took it down; that it is about, where they said it themselves.")
    worker_id: UUID | None = Field(description="Worker or system that took it down; null for the person's own hand.")
    said_at: datetime


class Taken(BaseModel):
    """It was taken down. Whether you may hear it is another question: then it is at the `Location`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0198c0de-0000-7000-8000-0000000000ea"}]})

    id: UUID
