"""`/v1/persons/{id}/conflicts-of-interest`, and `/v1/conflicts-of-interest`: who is kept out of a record."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.cases.conflicts import actions
from services.cases.conflicts.domain import LiftingReason, Relation
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import Look, log_looks
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/conflicts-of-interest", tags=["access"])
declared_router = APIRouter(prefix="/v1/conflicts-of-interest", tags=["access"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]


class NewConflict(BaseModel):
    """What you are to the person."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"relation": "neighbour"}]})

    relation: Relation


class Lifting(BaseModel):
    """Why the worker may see the record again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "relation_ended"}]})

    reason: LiftingReason


class ConflictView(BaseModel):
    """A conflict of interest."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000c01",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "relation": "neighbour",
                    "declared_at": "2026-03-03T10:00:00Z",
                    "lifted_at": None,
                    "lifting_reason": None,
                }
            ]
        }
    )

    id: UUID
    person_id: UUID
    agency_id: UUID = Field(description="For which the worker declared it; it keeps them out for any agency.")
    worker_id: UUID
    relation: Relation
    declared_at: datetime
    lifted_at: datetime | None = Field(description="Null while it keeps the worker out.")
    lifting_reason: LiftingReason | None


@router.post("", status_code=201, responses=ACTS, summary="Declare a conflict of interest")
async def declare(person_id: UUID, body: NewConflict, actor: Writer, work: Work, once: OneTime) -> ConflictView:
    """Say that you are close to this person. With the answer their record is not there for you, whatever your ground;
    you leave the teams about them; your supervisors are told. Only one of them, another person, lifts it.
    """
    conflict_id = await once.run(work, lambda: actions.declare_conflict(work, actor, person_id, body.relation))
    return _shown(await actions.read_conflict(work, actor, conflict_id))


@declared_router.get("", responses=refusals(), summary="List conflicts of interest")
async def list_conflicts(
    actor: Reader,
    work: Work,
    *,
    lifted: Annotated[bool, Query(description="Also those that were lifted.")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Page[ConflictView]:
    """Your own; for a supervisor those that workers of the agency declared, of people for whom you have a ground."""
    keys = keys_of(after, UUID)
    rows = await actions.list_conflicts(work, actor, lifted=lifted, after=keys[0] if keys else None, limit=limit)
    shown, following = page(rows, limit, "id")
    looks = [Look("list-conflicts", Act.SEARCH_HIT, row["person_id"], row["municipality_id"]) for row in shown]
    await log_looks(work, looks)
    return Page(items=[_shown(row) for row in shown], next=following)


@declared_router.get("/{conflict_id}", responses=READS, summary="Read a conflict of interest")
async def read_conflict(conflict_id: UUID, actor: Reader, work: Work) -> ConflictView:
    """One conflict of interest: your own, or one of your agency for a supervisor."""
    row = await actions.read_conflict(work, actor, conflict_id)
    await log_looks(work, [Look("read-conflict", person_id=row["person_id"], municipality_id=row["municipality_id"])])
    return _shown(row)


@declared_router.post("/{conflict_id}/lifting", responses=ACTS, summary="Lift a conflict of interest")
async def lift(conflict_id: UUID, body: Lifting, actor: Writer, work: Work, once: OneTime) -> ConflictView:
    """Let a worker of your agency see again what their grounds show; for a supervisor who is somebody else."""
    await once.run(work, lambda: actions.lift_conflict(work, actor, conflict_id, body.reason))
    return _shown(await actions.read_conflict(work, actor, conflict_id))


def _shown(row: asyncpg.Record) -> ConflictView:
    values: dict[str, Any] = dict(row)
    return ConflictView.model_validate(values)
