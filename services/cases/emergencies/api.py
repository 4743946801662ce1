"""`/v1/persons/{id}/emergency-access`, and `/v1/emergency-access`: records opened without a ground."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.cases.emergencies import actions
from services.cases.emergencies.domain import Reason
from shared.contracts.cases.emergencies import Outcome
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import Look, log_looks
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/emergency-access", tags=["access"])
review_router = APIRouter(prefix="/v1/emergency-access", tags=["access"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.SAFETY_WRITE)]


class NewEmergency(BaseModel):
    """Why you open this record without a ground."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"reason": "danger_to_life", "words": "Found on the floor, cannot speak."}]},
    )

    reason: Reason
    words: str = Field(min_length=10, max_length=1000, description="What happened; the privacy officer reads it.")


class Review(BaseModel):
    """What you found."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"outcome": "justified"}]})

    outcome: Outcome


class EmergencyView(BaseModel):
    """A record that was opened in an emergency."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000e41",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "reason": "danger_to_life",
                    "words": "Found on the floor, cannot speak.",
                    "began_at": "2026-03-03T10:00:00Z",
                    "valid_until": "2026-03-03T13:00:00Z",
                    "outcome": None,
                    "reviewed_at": None,
                    "reviewed_by": None,
                }
            ]
        }
    )

    id: UUID
    person_id: UUID
    agency_id: UUID
    worker_id: UUID
    reason: Reason
    words: str
    began_at: datetime
    valid_until: datetime = Field(description="Until then the record is open to this worker.")
    outcome: Outcome | None = Field(description="Null until a privacy officer has looked at it.")
    reviewed_at: datetime | None
    reviewed_by: UUID | None


class CountView(BaseModel):
    """How many there were."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "danger_to_life", "outcome": "justified", "many": 4}]}
    )

    reason: Reason
    outcome: Outcome | None = Field(description="Null for those that nobody has reviewed.")
    many: int


class CountsView(BaseModel):
    """How many there were, by reason and outcome."""

    items: list[CountView]


@router.post("", status_code=201, responses=ACTS, summary="Open a record in an emergency")
async def open_in_an_emergency(
    person_id: UUID, body: NewEmergency, actor: Writer, work: Work, once: OneTime, request: Request
) -> EmergencyView:
    """Read this record for some hours (three, unless the installation says otherwise), without a ground. The leads, and
    the privacy officers of your agency and of the one that coordinates, are told at once. Nothing that is sealed, or
    that the person refused, is shown. It is looked at afterwards.
    """
    lasts: timedelta = request.app.state.emergency_lasts
    emergency_id = await once.run(
        work, lambda: actions.open_in_an_emergency(work, actor, person_id, body.reason, body.words, lasts)
    )
    return _shown(await actions.read_one(work, emergency_id))


@review_router.get("", responses=refusals(), summary="List records opened in an emergency")
async def list_emergencies(
    _actor: Reader,
    work: Work,
    reviewed: Annotated[
        bool | None, Query(description="Only those that are reviewed, or only those that wait.")
    ] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[EmergencyView]:
    """Your own; for a privacy officer those of the agency, and of people for whom it coordinates; oldest first. What is
    still to be examined waits.
    """
    keys = keys_of(after, UUID)
    rows = await actions.list_some(work, reviewed=reviewed, after=keys[0] if keys else None, limit=limit)
    shown, following = page(rows, limit, "id")
    looks = [Look("list-emergencies", Act.SEARCH_HIT, row["person_id"], row["municipality_id"]) for row in shown]
    await log_looks(work, looks)
    return Page(items=[_shown(row) for row in shown], next=following)


@review_router.get("/counts", responses=refusals(), summary="Count records opened in an emergency")
async def count(
    actor: Reader, work: Work, since: Annotated[date, Query(description="From this day on, in UTC.")]
) -> CountsView:
    """How many there were, by reason and outcome, of those that you may see; for privacy officers."""
    return CountsView(items=[CountView(**dict(row)) for row in await actions.counts(work, actor, since)])


@review_router.get("/{emergency_id}", responses=READS, summary="Read why a record was opened in an emergency")
async def read_one(emergency_id: UUID, _actor: Reader, work: Work) -> EmergencyView:
    """One emergency, with what was found afterwards."""
    row = await actions.read_one(work, emergency_id)
    await log_looks(work, [Look("read-emergency", person_id=row["person_id"], municipality_id=row["municipality_id"])])
    return _shown(row)


@review_router.post("/{emergency_id}/review", responses=ACTS, summary="Review a record opened in an emergency")
async def review(emergency_id: UUID, body: Review, actor: Writer, work: Work, once: OneTime) -> EmergencyView:
    """Say what you found, as a privacy officer who did not open it. What is to be examined can be reviewed again."""
    await once.run(work, lambda: actions.review(work, actor, emergency_id, body.outcome))
    return _shown(await actions.read_one(work, emergency_id))


def _shown(row: asyncpg.Record) -> EmergencyView:
    values: dict[str, Any] = dict(row)
    return EmergencyView.model_validate(values)
