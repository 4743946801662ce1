"""`/v1/persons/{id}/legal-holds`, `/release`."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.items.api import Reader
from services.cases.retention.actions import holding as actions
from shared.contracts.cases.retention import HeldWhat
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.refusals import WrongValue
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/legal-holds", tags=["retention"])

Holder = Annotated[Actor, holding(Scope.RETENTION_WRITE)]


class NewLegalHold(BaseModel):
    """What is held back from every deletion, why, and until when."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"held": "person", "reason": "Court case 26/0417: the lease is disputed", "until": None},
                {
                    "held": "case",
                    "held_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "reason": "Inspection of 2026",
                    "until": "2036-12-31T00:00:00Z",
                },
            ]
        },
    )

    held: HeldWhat
    held_id: UUID | None = Field(None, description="Of the case or item; null for all that is kept about the person.")
    reason: str = Field(min_length=1, max_length=2_000)
    until: AwareDatetime | None = Field(None, description="It ends then by itself; null where nobody knows yet.")

    @model_validator(mode="after")
    def names_what_it_holds(self) -> Self:
        """A case or an item has an id; the person is in the path."""
        if (self.held_id is None) is not (self.held is HeldWhat.PERSON):
            raise WrongValue(
                "A case or an item is named by held_id, the person by the path alone.",
                "Un accompagnement ou un élément est désigné par held_id, la personne par le seul chemin.",
            )
        return self


class LegalHoldRelease(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class LegalHoldView(BaseModel):
    """That something is or was held back from deletion."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000d9",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "held": "person",
                    "held_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "reason": "Court case 26/0417: the lease is disputed",
                    "held_at": "2026-03-02T09:14:00+00:00",
                    "until": None,
                    "released_at": None,
                    "released_by": None,
                }
            ]
        }
    )

    id: UUID
    person_id: UUID
    held: HeldWhat
    held_id: UUID
    agency_id: UUID = Field(description="Agency that holds.")
    worker_id: UUID = Field(description="Privacy officer who holds.")
    reason: str | None = Field(description="Why; null to other agencies.")
    held_at: datetime
    until: datetime | None
    released_at: datetime | None
    released_by: UUID | None = Field(description="Privacy officer who let it go.")


@router.post("", status_code=201, responses=ACTS, summary="Hold what is kept about a person back from deletion")
async def hold(
    person_id: UUID, body: NewLegalHold, actor: Holder, work: Work, once: OneTime, response: Response
) -> LegalHoldView:
    """All that anybody keeps about the person, or one case or item: nobody deletes it, whoever wrote it and whatever
    any rule says, until you let it go or the time is over. For privacy officers. Those who read it are not told. What
    is sealed is held with its person or case.
    """
    command = actions.NewHold(held=body.held, held_id=body.held_id, reason=body.reason, until=body.until)
    hold_id = await once.run(work, lambda: actions.hold(work, actor, person_id, command))
    response.headers["Location"] = f"/v1/persons/{person_id}/legal-holds/{hold_id}"
    return _shown(await actions.read_hold(work, actor, person_id, hold_id))


@router.get("", responses=READS, summary="List what is held back about a person")
async def list_holds(
    person_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[LegalHoldView]:
    """What is and was held, in the order of doing so; for privacy officers, and why only in the agency that holds. A
    case where you see it, an item in the agency that holds it.
    """
    keys = keys_of(after, UUID)
    found = await actions.list_holds(work, actor, person_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{hold_id}", responses=READS, summary="Read what is held back about a person")
async def read_hold(person_id: UUID, hold_id: UUID, actor: Reader, work: Work) -> LegalHoldView:
    """One hold; for privacy officers, and why only in the agency that holds."""
    return _shown(await actions.read_hold(work, actor, person_id, hold_id))


@router.post("/{hold_id}/release", responses=ACTS, summary="Let go what was held back about a person")
async def release(
    person_id: UUID, hold_id: UUID, _body: LegalHoldRelease, actor: Holder, work: Work, once: OneTime
) -> LegalHoldView:
    """Let it be deleted when it is due, unless something else holds it; for privacy officers of the agency that
    holds.
    """
    await once.run(work, lambda: actions.release(work, actor, person_id, hold_id))
    return _shown(await actions.read_hold(work, actor, person_id, hold_id))


def _shown(row: asyncpg.Record) -> LegalHoldView:
    return LegalHoldView.model_validate(dict(row))
