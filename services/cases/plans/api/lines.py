"""What stands in a version or review of a plan, at the door."""

from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict, Field

from services.cases.plans.actions.lines import list_lines
from services.cases.plans.domain.agreeing import LineChange
from services.cases.plans.domain.attainment import Attainment
from shared.contracts.cases.plans import ActionState, GoalState
from shared.database.unit_of_work import UnitOfWork
from shared.web.pages import Page, keys_of, page


class PositionView(BaseModel):
    """Where a goal or action stood."""

    version: int
    state: GoalState | ActionState
    by_worker: Attainment | None = Field(description="Level of a goal in a worker's last word.")
    by_person: Attainment | None = Field(description="In the last word of the person or a representative.")


class LineView(BaseModel):
    """A goal or action, and what became of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "goal_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "action_id": None,
                    "change": "changed",
                    "now": {"version": 3, "state": "active", "by_worker": 0, "by_person": 1},
                    "before": {"version": 2, "state": "active", "by_worker": -1, "by_person": None},
                }
            ]
        }
    )

    goal_id: UUID | None = Field(description="Either this")
    action_id: UUID | None = Field(description="or this.")
    change: LineChange = Field(description="Since the version or review before.")
    now: PositionView = Field(description="When the version was proposed or the review recorded.")
    before: PositionView | None = Field(description="In the one before; null for what is new.")


async def page_of_lines(
    work: UnitOfWork, record_id: UUID, after: str | None, limit: int, operation: str
) -> Page[LineView]:
    """One page of what stands in a version or review."""
    keys = keys_of(after, UUID)
    found = await list_lines(work, record_id, keys[0] if keys else None, limit, operation)
    rows, following = page(found, limit, "item_id")
    return Page(items=[_shown(row) for row in rows], next=following)


def _shown(row: asyncpg.Record) -> LineView:
    names = ("version", "state", "by_worker", "by_person")
    before = {name: row[f"{name}_before"] for name in names} if row["version_before"] is not None else None
    return LineView.model_validate(
        {
            "goal_id": row["item_id"] if row["kind"] == "goal" else None,
            "action_id": row["item_id"] if row["kind"] == "action" else None,
            "change": row["change"],
            "now": {name: row[name] for name in names},
            "before": before,
        }
    )
