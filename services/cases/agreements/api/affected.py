"""`/v1/agreements/{id}/affected`: whom a change or the end of an agreement concerns."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.cases.agreements.actions import affecting
from services.cases.agreements.api.agreements import Reader
from services.cases.agreements.domain.affected import FEWEST
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import Work, holding
from shared.web.documented import ACTS
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/agreements/{agreement_id}/affected", tags=["agreements"])

RecordReader = Annotated[Actor, holding(Scope.RECORD_READ)]
OfVersion = Annotated[
    int | None,
    Query(alias="version", ge=1, le=1_000_000, description="By this version; by the end of the agreement without."),
]


class Effect(StrEnum):
    """What happens to a grant."""

    ENDED = "ended"
    NARROWED = "narrowed"


class AffectedView(BaseModel):
    """One grant of your agency that a change concerns."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "grant_id": "0198c0de-0000-7000-8000-0000000000e1",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "effect": "narrowed",
                    "lost": ["health"],
                    "ground_kind": "team",
                    "ground_id": "0198c0de-0000-7000-8000-0000000000ca",
                }
            ]
        }
    )

    grant_id: UUID
    person_id: UUID
    effect: Effect
    lost: list[Category] = Field(description="What it shows no more; empty where only time, purpose or givers change.")
    ground_kind: GroundKind
    ground_id: UUID = Field(description="The consent, or the case of the team, on which it rests too.")


class CountsView(BaseModel):
    """How much a change is about in your agency."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"people": 41, "cases": 17, "fewest": 5}]})

    people: int | None = Field(description="Null where there are some, and fewer than `fewest`.")
    cases: int | None = Field(description="With a team of your agency's; null as above.")
    fewest: int = Field(FEWEST, description="Smaller numbers are not told.")


@router.get("", responses=ACTS, summary="List whom a change of an agreement concerns")
async def list_affected(
    agreement_id: UUID,
    actor: RecordReader,
    work: Work,
    version: OfVersion = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[AffectedView]:
    """The grants of your agency that end or are narrowed: before it is made, what it will do; afterwards, what it did.
    Only those on people for whom you have a ground at this moment; other agencies are shown theirs.
    """
    keys = keys_of(after, UUID)
    rows = await affecting.list_affected(work, actor, agreement_id, version, keys[0] if keys else None, limit)
    some, following = page(rows, limit, "id")
    return Page(items=[_shown(row) for row in some], next=following)


@router.get("/counts", responses=ACTS, summary="Count whom a change of an agreement concerns")
async def count_affected(agreement_id: UUID, actor: Reader, work: Work, version: OfVersion = None) -> CountsView:
    """How many people and cases of your agency a change concerns, or concerned, without saying whom: for the
    administrators who sign, and privacy officers.
    """
    counts = await affecting.count_affected(work, actor, agreement_id, version)
    return CountsView(people=counts.people, cases=counts.cases, fewest=FEWEST)


def _shown(row: asyncpg.Record) -> AffectedView:
    return AffectedView.model_validate({**dict(row), "grant_id": row["id"]})
