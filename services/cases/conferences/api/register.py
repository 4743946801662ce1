"""`/v1/conferences/{id}/shared` and `/v1/persons/{id}/shared-in-conferences`."""

from datetime import datetime
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.cases.conferences.actions import register as actions
from services.cases.items.api import Reader
from shared.contracts.cases.vocabulary import Category
from shared.web.caller import Work
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/conferences/{conference_id}/shared", tags=["conferences"])
persons_router = APIRouter(prefix="/v1/persons/{person_id}/shared-in-conferences", tags=["conferences"])


class ShareView(BaseModel):
    """What somebody who was there was told of one person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000db",
                    "conference_id": "0198c0de-0000-7000-8000-0000000000c9",
                    "agenda_item_id": "0198c0de-0000-7000-8000-0000000000e5",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_id": "0198c0de-0000-7000-8000-000000000f01",
                    "category": "housing",
                    "participant_id": "0198c0de-0000-7000-8000-0000000000d9",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a2",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b2",
                    "grounds": ["team:0198c0de-0000-7000-8000-0000000000c1"],
                    "told_at": "2026-03-12T14:00:00+00:00",
                }
            ]
        }
    )

    id: UUID
    conference_id: UUID | None = Field(description="Null where you take no part in it.")
    agenda_item_id: UUID
    case_id: UUID
    person_id: UUID
    category: Category = Field(description="Of the matter, when it was told.")
    participant_id: UUID | None = Field(description="By which invitation they were there; null as above.")
    agency_id: UUID = Field(description="Agency to which it was told.")
    worker_id: UUID = Field(description="Worker of it who was there.")
    grounds: list[str] = Field(description="kind:id of each ground that permitted it.")
    told_at: datetime = Field(description="When the conference began, or the matter came on its agenda meanwhile.")


@router.get("", responses=READS, summary="See what was shared in a conference")
async def read_register(
    conference_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ShareView]:
    """What was shared in the conference with whom, on which ground. It writes itself, within seconds of its being said
    who attended. Of the matters that you see it tells what your own agency was told, and where you coordinate for the
    person or answer for privacy, what everybody was.
    """
    keys = keys_of(after, UUID)
    found = await actions.read_register(work, conference_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@persons_router.get("", responses=READS, summary="See what was shared about a person in conferences")
async def read_shared(
    person_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ShareView]:
    """What was shared about one person in all conferences, with whom, when and on which ground. Of the matters that you
    see it tells what your own agency was told, and where you coordinate for the person or answer for privacy, what
    everybody was.
    """
    keys = keys_of(after, UUID)
    found = await actions.shared_about(work, person_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


def _shown(row: asyncpg.Record) -> ShareView:
    told = {"category": row["category_then"], "agency_id": row["to_agency_id"], "worker_id": row["to_worker_id"]}
    return ShareView.model_validate({**row, **told})
