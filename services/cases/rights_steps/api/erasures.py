"""`/v1/persons/{id}/rights-requests/{id}/erasures`, and before it `/erasable`."""

from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.rights.api.requests import Reader, Writer
from services.cases.rights_steps.actions import erasing as actions
from services.cases.rights_steps.api.steps import StepMade
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.vocabulary import Category
from shared.web.caller import Work
from shared.web.documented import ACTS
from shared.web.idempotency import OneTime

router = APIRouter(prefix="/v1/persons/{person_id}/rights-requests/{request_id}", tags=["data-protection rights"])

_LINE: Final[JsonDict] = {
    "category": "housing",
    "kind": "note",
    "goes": 12,
    "held": 0,
    "about_others_too": 1,
    "with_others_beneath": 0,
}


class Erasure(BaseModel):
    """What is erased of all that your agency wrote about the person: all of it, or these parts."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{}, {"categories": ["housing"], "item_ids": []}]}
    )

    categories: list[Category] = Field([], max_length=len(Category), description="All that it wrote in these.")
    item_ids: list[UUID] = Field([], max_length=1_000, description="And these items.")


class ErasableLine(BaseModel):
    """How much your agency wrote in one category, of one kind, and what keeps how much of it."""

    category: Category
    kind: ItemKind
    goes: int
    held: int = Field(description="Held back by a legal hold, or evidence of a ground.")
    about_others_too: int = Field(description="Also about somebody else, who did not ask.")
    with_others_beneath: int = Field(description="Another agency wrote something beneath it.")


class Erasable(BaseModel):
    """What goes and what stays, counted; nothing of it is shown."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lines": [_LINE]}]})

    lines: list[ErasableLine] = Field(description="Nothing that is sealed is counted, nor erased.")


@router.get("/erasable", responses=ACTS, summary="See what an erasure would erase, and what stays and why")
async def read_erasable(person_id: UUID, request_id: UUID, actor: Reader, work: Work) -> Erasable:
    """Counted by category and kind, before anything is erased; once an erasure was granted, for privacy officers."""
    lines = await actions.what_goes(work, actor, person_id, request_id)
    return Erasable(lines=[_line(row) for row in lines])


@router.post("/erasures", status_code=201, responses=ACTS, summary="Erase what was granted")
async def erase(person_id: UUID, request_id: UUID, body: Erasure, actor: Writer, work: Work, once: OneTime) -> StepMade:
    """What your agency wrote about the person alone is erased with its earlier versions and all that hangs on it, a
    moment after the answer: all of it where the request was granted, the parts named here where it was granted in
    part (the decision says on which ground the rest stays). Snapshots that carried it with referrals are emptied; the
    agencies that received it are told and acknowledge it. `/steps` shows how far it is. For privacy officers.
    """
    parts = actions.Parts(categories=body.categories, item_ids=body.item_ids)
    step_id = await once.run(work, lambda: actions.erase(work, actor, person_id, request_id, parts))
    return StepMade(id=step_id)


def _line(row: asyncpg.Record) -> ErasableLine:
    return ErasableLine.model_validate(dict(row))
