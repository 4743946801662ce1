"""What items of every kind share at the door."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict, Field

from services.cases.coordination.api.merge_patch import MergePatch
from services.cases.items.domain import Deleted
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import Conflict, NotFound, PreconditionRequired, Stale
from shared.web.caller import holding
from shared.web.documented import refusals
from shared.web.pages import Page, page

OPENS: Final = refusals(NotFound, Deleted)
"""Opening one item, or what it said before."""
CHANGES: Final = refusals(NotFound, Deleted, Conflict)
"""A business act on one."""
CORRECTS: Final = refusals(NotFound, Deleted, Conflict, Stale, PreconditionRequired)
"""Editing a version of one."""

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]


class NewItemBody(BaseModel):
    """About whom, and how sensitive."""

    model_config = ConfigDict(extra="forbid")

    person_ids: list[UUID] = Field(
        [],
        max_length=20,
        description="About whom; may be left out where the case is about one person. An item about several is seen by "
        "those who may see it for each of them.",
    )
    sensitivity: Sensitivity = Field(
        Sensitivity.ORDINARY,
        description="sensitive: for grounds that name the category; sealed: for its writer only.",
    )


class Correction(MergePatch):
    """What of an item is corrected."""

    category: Category | None = Field(None, description="What it is about.")
    sensitivity: Sensitivity | None = Field(None, description="How sensitive it is.")


class ItemView(BaseModel):
    """What every item shows."""

    id: UUID
    case_id: UUID
    person_ids: list[UUID] = Field(description="About whom.")
    category: Category
    sensitivity: Sensitivity
    agency_id: UUID = Field(description="Agency that contributed it.")
    worker_id: UUID = Field(description="Worker or system that contributed it.")
    written_at: datetime
    changed_at: datetime
    version: int
    statements: list[str] = Field(
        [], description="What the person says to it where it was not corrected (GDPR Art. 16), in their words."
    )


class EarlierVersion(BaseModel):
    """What it said before."""

    version: int
    category: Category
    sensitivity: Sensitivity
    content: dict[str, Any] = Field(examples=[{"text": "As it was said at first."}])
    written_at: datetime
    written_by_agency_id: UUID
    written_by_id: UUID | None = Field(description="Null where the person, or who represents them, wrote it.")


def with_people(row: asyncpg.Record) -> dict[str, Any]:
    """A row with the people it is about in one list."""
    return {**row, "person_ids": [row["person_id"], *row["also_about"]]}


def earlier_page(rows: list[asyncpg.Record], limit: int) -> Page[EarlierVersion]:
    """What `list_versions` gave, as a page."""
    shown, following = page(rows, limit, "version")
    return Page(items=[EarlierVersion.model_validate(dict(row)) for row in shown], next=following)
