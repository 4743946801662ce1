"""`/v1/persons/{id}/timeline`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field

from services.cases.timeline import actions
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.labels import LABELS
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import Look, log_looks
from shared.web.caller import Work, holding
from shared.web.documented import READS
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/persons/{person_id}/timeline", tags=["record"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Language = Annotated[str, Header(alias="Accept-Language", description="Language of the labels: en or fr.")]


class LineView(BaseModel):
    """One fact of the timeline: ids and words of closed lists."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000e1",
                    "at": "2026-03-02T09:14:00+00:00",
                    "kind": "need_recorded",
                    "label": "Need recorded",
                    "category": "housing",
                    "by_agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "by_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "referral_id": None,
                    "item_id": "0198c0de-0000-7000-8000-0000000000d1",
                    "state": "open",
                }
            ]
        }
    )

    id: UUID
    at: datetime
    kind: LineKind
    label: str = Field(description="What happened, in the caller's language.")
    category: Category | None
    by_agency_id: UUID | None = Field(description="Agency that did it; null for background work.")
    by_id: UUID | None = Field(description="Worker or system that did it; null for background work.")
    case_id: UUID | None
    referral_id: UUID | None
    item_id: UUID | None = Field(description="The note, need, goal, action, thread, consent, mandate or membership.")
    state: str | None = Field(description="The new state.")


@router.get("", responses=READS, summary="Read a person's timeline")
async def read(
    person_id: UUID,
    _actor: Reader,
    work: Work,
    limit: Limit = 50,
    after: After = None,
    accept_language: Language = "",
) -> Page[LineView]:
    """What happened around the person, newest first, each line as far as the caller may see what it is about."""
    keys = keys_of(after, datetime, UUID)
    rows, following = page(
        await actions.read_timeline(work, person_id, (keys[0], keys[1]) if keys else None, limit), limit, "at", "id"
    )
    shown_on = sorted({ground for row in rows for ground in row["grounds"]})
    categories = sorted({row["category"] for row in rows if row["category"]})
    await log_looks(work, [Look("read-timeline", person_id=person_id, categories=categories, grounds=shown_on)])
    french = speaks_french(accept_language)
    return Page(items=[_shown(row, french=french) for row in rows], next=following)


def _shown(row: asyncpg.Record, *, french: bool) -> LineView:
    return LineView.model_validate({**row, "label": LABELS[LineKind(row["kind"])][french]})
