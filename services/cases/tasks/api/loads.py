"""`/v1/caseloads`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.cases.items.api import Reader
from services.cases.tasks.actions import loads as actions
from services.cases.tasks.domain.load import COUNTED_AT_MOST
from shared.web.caller import Work
from shared.web.documented import READS
from shared.web.pages import After, Page, keys_of, page

router = APIRouter(prefix="/v1/caseloads", tags=["tasks"])

_OR_MORE = f"{COUNTED_AT_MOST} means that or more."


class CasesByRisk(BaseModel):
    """How many cases of each risk."""

    high: int
    moderate: int
    low: int
    not_assessed: int


class Away(BaseModel):
    """Who stands in, and until when."""

    deputy_id: UUID
    ends_at: datetime


class LoadView(BaseModel):
    """How much a worker has to do, of what you may see."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "open_cases": 21,
                    "cases_by_risk": {"high": 2, "moderate": 7, "low": 11, "not_assessed": 1},
                    "open_tasks": 48,
                    "overdue_tasks": 3,
                    "away": {
                        "deputy_id": "0198c0de-0000-7000-8000-0000000000b2",
                        "ends_at": "2026-04-12T22:00:00+00:00",
                    },
                }
            ]
        }
    )

    worker_id: UUID
    open_cases: int = Field(description=f"On whose team they are by name. {_OR_MORE}")
    cases_by_risk: CasesByRisk = Field(description="Of these, the riskiest counted first.")
    open_tasks: int = Field(description=f"What they must do, of any kind. {_OR_MORE}")
    overdue_tasks: int = Field(description="Of these, what was due before today (UTC).")
    away: Away | None = Field(description="Null while they are there.")


@router.get("", responses=READS, summary="List how much each worker has to do")
async def list_loads(
    actor: Reader,
    work: Work,
    limit: Annotated[int, Query(ge=1, le=50, description="How many workers at most.")] = 20,
    after: After = None,
) -> Page[LoadView]:
    """Workers of the agency in which you supervise, with their open cases by risk, what they must do and what of it is
    overdue. It counts what you may see; what each must do is at `/v1/tasks?of=agency&worker_id=…`.
    """
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_loads(work, actor, keys[0] if keys else None, limit), limit, "worker_id")
    return Page(items=[_shown(row) for row in rows], next=following)


def _shown(row: asyncpg.Record) -> LoadView:
    away = Away(deputy_id=row["deputy_id"], ends_at=row["away_until"]) if row["deputy_id"] else None
    return LoadView.model_validate({**row, "cases_by_risk": dict(row), "away": away})
