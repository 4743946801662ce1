"""What a copy looks like as JSON."""

from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.accounts.api.agencies import AN_AGENCY, MyAgency
from services.cases.exports.domain.schema import SCHEMA_PATH
from services.cases.exports.domain.sections import FORMAT, SECTIONS, VERSION, Kept
from shared.contracts.cases.rights import Right
from shared.contracts.cases.vocabulary import Category

_FIELDS: Final = "; ".join(f"{kept}: {', '.join(section.fields)}" for kept, section in SECTIONS.items())
_COPY: Final[JsonDict] = {
    "$schema": f"https://parcours.example{SCHEMA_PATH}",
    "format": FORMAT,
    "version": VERSION,
    "right": "access",
    "request_id": "0198c0de-0000-7000-8000-00000000da01",
    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
    "agency": AN_AGENCY,
    "received_on": "2026-03-02",
    "answered_at": "2026-03-20T08:00:00Z",
    "made_at": "2026-03-20T08:00:05Z",
    "kept_until": "2026-04-19T08:00:05Z",
    "left_out": [],
    "not_in_it": ["What only its writer may see, what was written to protect somebody, and … are in no copy."],
    "volumes": 1,
    "sections": [
        {
            "section": "note",
            "called": "Notes",
            "items": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000c1",
                    "category": "housing",
                    "text": "Looks for a flat on the ground floor.",
                    "written_at": "2026-03-01T09:00:00+00:00",
                    "changed_at": "2026-03-01T09:00:00+00:00",
                }
            ],
        }
    ],
}


class CopySection(BaseModel):
    """What a copy holds of one kind. A long one is told in several of the same name, one after the other."""

    section: Kept
    called: str = Field(description="In the language that was asked for.")
    items: list[dict[str, Any]] = Field(
        description=f"Each with `id`, and of {_FIELDS}. Agencies stand with id, name and sector."
    )


class CopyHead(BaseModel):
    """Of what a copy is."""

    schema_at: str = Field(alias="$schema", description="Where its shape is described, as JSON Schema.")
    format: Literal["parcours.rights-export"]
    version: Literal[1] = Field(description="A field is only added within a version.")
    right: Right
    request_id: UUID
    person_id: UUID
    agency: MyAgency = Field(description="Whose copy it is.")
    received_on: date = Field(description="When it was asked for.")
    answered_at: datetime
    made_at: datetime = Field(description="Of when it is.")
    kept_until: datetime = Field(description="From then on it is gone.")
    left_out: list[Category] = Field(description="Parts of the record that the answer refused.")
    not_in_it: list[str] = Field(description="What is in no copy, in words.")
    volumes: int = Field(description="In how many documents it is printed.")


class Copy(CopyHead):
    """What an agency keeps about somebody."""

    model_config = ConfigDict(json_schema_extra={"examples": [_COPY]})

    sections: list[CopySection]
