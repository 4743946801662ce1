"""`/v1/persons/{id}/restricted-access`, and `/v1/restricted-access`: of whom only named workers may know."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.cases.restricted import actions
from services.cases.restricted.domain import MOST_NAMED, Kind, Reason, State
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import Look, log_looks
from shared.refusals import WrongValue
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/restricted-access", tags=["access"])
open_router = APIRouter(prefix="/v1/restricted-access", tags=["access"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.SAFETY_WRITE)]


class NewRestriction(BaseModel):
    """What you propose to decide about who may know of a person."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "restrict",
                    "reason": "threat",
                    "named": ["0198c0de-0000-7000-8000-0000000000b1"],
                    "review_on": "2026-09-01",
                },
                {"kind": "lift", "reason": "danger_over"},
            ]
        },
    )

    kind: Kind
    reason: Reason
    named: list[UUID] = Field(
        [], max_length=MOST_NAMED, description="Workers who may know, of any agency; the two who decide may anyhow."
    )
    asked_id: UUID | None = Field(
        None, description="A privacy officer of your agency who may not know of the person yet: asked to decide."
    )
    review_on: date | None = Field(None, description="When it is looked at again; within a year.")

    @model_validator(mode="after")
    def _is_whole(self) -> "NewRestriction":
        if (self.kind is Kind.RESTRICT) != (self.review_on is not None):
            raise WrongValue(
                "review_on belongs to what restricts, and to nothing else",
                "review_on accompagne une restriction, et rien d'autre",
            )
        if self.kind is Kind.LIFT and self.named:
            raise WrongValue("nobody is named where it is lifted", "nul n'est désigné quand la restriction est levée")
        return self


class RestrictionView(BaseModel):
    """A decision or proposal about who may know of a person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000d71",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "proposed_by": "0198c0de-0000-7000-8000-0000000000b1",
                    "asked_id": None,
                    "kind": "restrict",
                    "reason": "threat",
                    "named": ["0198c0de-0000-7000-8000-0000000000b3"],
                    "known_to": [
                        "0198c0de-0000-7000-8000-0000000000b1",
                        "0198c0de-0000-7000-8000-0000000000b2",
                        "0198c0de-0000-7000-8000-0000000000b3",
                    ],
                    "review_on": "2026-09-01",
                    "state": "in_force",
                    "recorded_at": "2026-03-03T10:00:00Z",
                    "decided_at": "2026-03-03T10:40:00Z",
                    "decided_by": "0198c0de-0000-7000-8000-0000000000b2",
                    "ended_at": None,
                }
            ]
        }
    )

    id: UUID
    person_id: UUID
    agency_id: UUID = Field(description="For which it was proposed.")
    proposed_by: UUID
    asked_id: UUID | None
    kind: Kind
    reason: Reason
    named: list[UUID]
    known_to: list[UUID] | None = Field(description="Who may know, once it was decided; null otherwise.")
    review_on: date | None
    state: State = Field(description="It restricts while it is in force.")
    recorded_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    ended_at: datetime | None


@router.post("", status_code=201, responses=ACTS, summary="Propose to restrict who may know of a person")
async def propose(person_id: UUID, body: NewRestriction, actor: Writer, work: Work, once: OneTime) -> RestrictionView:
    """Propose that only named workers may know of this person, that others may than now, or that everybody with a
    ground may again. It changes nothing until a second worker decides: of the two one is lead or of the agency that
    coordinates, the other privacy officer.
    """
    proposal = actions.Proposal(**body.model_dump())
    restriction_id = await once.run(work, lambda: actions.propose(work, actor, person_id, proposal))
    return _shown(await actions.read_one(work, actor, person_id, restriction_id))


@router.get("", responses=READS, summary="List what was decided about who may know of a person")
async def list_of_person(
    person_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[RestrictionView]:
    """Proposals and decisions, oldest first; for those who may propose."""
    keys = keys_of(after, UUID)
    rows = await actions.list_of_person(work, actor, person_id, keys[0] if keys else None, limit)
    shown, following = page(rows, limit, "id")
    await log_looks(work, [Look("list-restricted-access", person_id=person_id)])
    return Page(items=[_shown(row) for row in shown], next=following)


@router.get("/{restriction_id}", responses=READS, summary="Open a decision about who may know of a person")
async def open_one(person_id: UUID, restriction_id: UUID, actor: Reader, work: Work) -> RestrictionView:
    """One proposal or decision; also for whoever was asked by name to decide, until it is decided."""
    row = await actions.read_one(work, actor, person_id, restriction_id)
    await log_looks(work, [Look("open-restricted-access", person_id=person_id)])
    return _shown(row)


@router.post("/{restriction_id}/confirmation", responses=ACTS, summary="Decide who may know of a person")
async def confirm(person_id: UUID, restriction_id: UUID, actor: Writer, work: Work, once: OneTime) -> RestrictionView:
    """Decide as another worker proposed. With the answer the person is not there for anybody who is not named, in no
    list, search, count or event and by no id; within five seconds in referrals too. Or everybody with a ground may know
    again.
    """
    await once.run(work, lambda: actions.confirm(work, actor, person_id, restriction_id))
    return _shown(await actions.read_one(work, actor, person_id, restriction_id))


@router.post("/{restriction_id}/rejection", responses=ACTS, summary="Decide against a proposed restriction")
async def reject(person_id: UUID, restriction_id: UUID, actor: Writer, work: Work, once: OneTime) -> RestrictionView:
    """Everything stays as it was."""
    await once.run(work, lambda: actions.reject(work, actor, person_id, restriction_id))
    return _shown(await actions.read_one(work, actor, person_id, restriction_id))


@open_router.get("", responses=refusals(), summary="List who is known to few, and what waits for a decision")
async def list_open(
    actor: Reader,
    work: Work,
    review_before: Annotated[date | None, Query(description="Only what is looked at again before this day.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[RestrictionView]:
    """Of people of whom you may know and may decide this, or where you were asked to: what waits and what is in force,
    oldest first.
    """
    keys = keys_of(after, UUID)
    rows = await actions.list_open(work, actor, review_before, keys[0] if keys else None, limit)
    shown, following = page(rows, limit, "id")
    looks = [Look("list-restricted-access", Act.SEARCH_HIT, row["person_id"], row["municipality_id"]) for row in shown]
    await log_looks(work, looks)
    return Page(items=[_shown(row) for row in shown], next=following)


def _shown(row: asyncpg.Record) -> RestrictionView:
    values: dict[str, Any] = {**dict(row), "proposed_by": row["worker_id"]}
    return RestrictionView.model_validate(values)
