"""What is said of documents at the door."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.config import JsonDict

from services.cases.coordination.api.merge_patch import MergePatch
from services.cases.documents.domain.document import Scan
from services.cases.documents.domain.file_names import LONGEST, checked_name
from services.cases.documents.domain.kinds import Kind
from services.cases.items.api import with_people
from shared.contracts.cases.documents import Retention
from shared.contracts.cases.plans import Voice
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.refusals import Invalid, WrongValue

_CONTENT: Final[JsonDict] = {
    "category": "housing",
    "sensitivity": "ordinary",
    "retention": "case_file",
    "file_name": "Lease of May.pdf",
    "content_type": "application/pdf",
    "size_bytes": 184213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "scan": "clean",
    "changed_at": "2026-03-02T09:14:00+00:00",
    "version": 1,
}


class _File(BaseModel):
    category: Category
    sensitivity: Sensitivity
    retention: Retention = Field(description="The class by which it is kept and deleted.")
    file_name: str = Field(description="Personal data.")
    content_type: Kind = Field(description="As its content says.")
    size_bytes: int
    sha256: str = Field(description="Of the content, hexadecimal.")
    scan: Scan = Field(description="clean, or not_scanned where no virus scanner is configured.")
    changed_at: datetime
    version: int


class DocumentView(_File):
    """A document, without its content."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_CONTENT,
                    "id": "0198c0de-0000-7000-8000-0000000000d1",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "sent_by": "worker",
                    "written_at": "2026-03-02T09:14:00+00:00",
                }
            ]
        }
    )

    id: UUID
    case_id: UUID
    person_ids: list[UUID] = Field(description="About whom.")
    agency_id: UUID = Field(description="Agency that contributed it, or to which the person sent it.")
    worker_id: UUID | None = Field(description="Worker or system that contributed it; null where the person did.")
    sent_by: Voice = Field(description="worker, person or representative.")
    written_at: datetime


class EarlierDocument(_File):
    """What a document was before it was corrected or replaced."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_CONTENT,
                    "changed_by_agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "changed_by_id": "0198c0de-0000-7000-8000-0000000000b1",
                }
            ]
        }
    )

    changed_by_agency_id: UUID
    changed_by_id: UUID


class DocumentCorrection(MergePatch):
    """What is corrected; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"category": "finance"}]})

    category: Category | None = Field(None, description="What it is about.")
    sensitivity: Sensitivity | None = Field(None, description="How sensitive it is.")
    retention: Retention | None = Field(None, description="The class by which it is kept and deleted.")
    file_name: str | None = Field(None, min_length=1, max_length=LONGEST, description="Ends as such a file does.")

    @field_validator("file_name")
    @classmethod
    def _is_a_name(cls, name: str | None) -> str | None:
        try:
            return name and checked_name(name, "#/file_name")
        except Invalid as refusal:
            wrong = refusal.errors[0]
            raise WrongValue(wrong.message, wrong.message_fr) from None


class LinkWish(BaseModel):
    """To which version."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"version": 1}]})

    version: int | None = Field(None, ge=1, lt=2**31, description="The present one when it is left out.")


class LinkView(BaseModel):
    """Where the content can be fetched, by whoever asked and by nobody else."""

    _WHERE: ClassVar[str] = (
        "/v1/cases/0198c0de-0000-7000-8000-0000000000c1/documents/0198c0de-0000-7000-8000-0000000000d1/content"
        "?version=1&expires=1772443140&signature=pq2vT1qX3p4JvYk0b8yq5m9n3w7h2s6d1f4g8j0kLzE"
    )
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"href": _WHERE, "expires_at": "2026-03-02T09:19:00+00:00"}]}
    )

    href: str = Field(description="Asked with your own token; without it the link opens nothing.")
    expires_at: datetime


def shown(row: asyncpg.Record) -> DocumentView:
    """A row with the people it is about in one list."""
    return DocumentView.model_validate(with_people(row))


def shown_earlier(row: asyncpg.Record) -> EarlierDocument:
    return EarlierDocument.model_validate(dict(row))


UPLOAD: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file as it is: a PDF, PNG, JPEG, TIFF, DOCX, ODT or plain text in UTF-8, of 25 MB at most.",
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
"""The body of an upload in the API document: it is taken as it comes, so no parameter declares it."""
