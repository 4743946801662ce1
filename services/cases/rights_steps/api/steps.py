"""`/v1/persons/{id}/rights-requests/{id}/corrections`, `/statements` and `/steps`."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.people.domain.parts import Part
from services.cases.rights.api.requests import Reader, Writer
from services.cases.rights_steps.actions import steps as actions
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.rights import RecipientAnswer, StepKind, StepState
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/rights-requests/{request_id}", tags=["data-protection rights"])

_ITEM: Final = "0198c0de-0000-7000-8000-000000000c01"
_CORRECTION: Final[JsonDict] = {"kind": "need", "item_id": _ITEM, "old_version": 1}
_STATEMENT: Final[JsonDict] = {"kind": "note", "item_id": _ITEM, "words": "I paid the rent of March, on 4 March."}
_PROOF: Final[JsonDict] = {
    "kind": "need",
    "item_id": _ITEM,
    "category": "housing",
    "old_version": 1,
    "new_version": 2,
    "wrong_from": "2026-02-01T09:00:00+00:00",
    "wrong_until": "2026-03-04T10:00:00+00:00",
}
_ANSWERS: Final[JsonDict] = {"corrected": 1, "erased": 0, "kept_on_own_ground": 0}
A_STEP: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-00000000db01",
    "kind": "correction",
    "state": "waiting",
    "taken_at": "2026-03-04T10:05:00+00:00",
    "told": 2,
    "acknowledged": 1,
}


class CorrectionProved(BaseModel):
    """Which item was corrected."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_CORRECTION]})

    kind: ItemKind | Part = Field(description="What sort of item it is, or which part of who the person is.")
    item_id: UUID = Field(description="For `identity` and `communication` the person's own id.")
    old_version: int = Field(ge=1, description="The version that was wrong; the present one took its place.")


class StatementMade(BaseModel):
    """What the person says to an item that stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_STATEMENT]})

    kind: ItemKind = Field(description="What sort of item it is.")
    item_id: UUID = Field(description="Beside which it stands.")
    words: str = Field(min_length=1, max_length=4_000, description="As they say it.")


class StepMade(BaseModel):
    """A step that was taken."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": A_STEP["id"]}]})

    id: UUID


class AnyStepView(BaseModel):
    """What was done, and how far it is."""

    id: UUID
    kind: StepKind
    state: StepState
    taken_at: datetime
    told: int = Field(description="Agencies that had received it with a referral and were told, referral by referral.")
    acknowledged: int = Field(description="How many of these said that they have dealt with it.")


class StepView(AnyStepView):
    """What your agency did, and what shows it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**A_STEP, "answers": _ANSWERS, "done_at": None, "proof": _PROOF}]}
    )

    answers: dict[RecipientAnswer, int] = Field(
        description="How many answered what; who said no more than that it is dealt with is in none."
    )
    done_at: datetime | None = Field(description="When nobody was waited for any more.")
    proof: dict[str, Any] | None = Field(
        description="Ids, versions and times, no words; for those who may take steps, null for anybody else."
    )


@router.post("/corrections", status_code=201, responses=ACTS, summary="Prove a correction that was granted")
async def prove_correction(
    person_id: UUID, request_id: UUID, body: CorrectionProved, actor: Writer, work: Work, once: OneTime
) -> StepMade:
    """An item of your agency was corrected for a rectification that was granted: the step names the version that was
    wrong and the present one. Agencies that had received the wrong one with a referral are told, without its content,
    and acknowledge it. For privacy officers.
    """
    named = actions.Correction(**dict(body))
    step = await once.run(work, lambda: actions.prove_correction(work, actor, person_id, request_id, named))
    return StepMade(id=step)


@router.post("/statements", status_code=201, responses=ACTS, summary="Put what somebody says beside an item")
async def keep_statement(
    person_id: UUID, request_id: UUID, body: StatementMade, actor: Writer, work: Work, once: OneTime
) -> StepMade:
    """A rectification was refused, wholly or in part: the person's own statement stands beside the item, and each
    reader of the item reads it in `statements` (GDPR Art. 16). For privacy officers.
    """
    named = actions.Statement(**dict(body))
    step = await once.run(work, lambda: actions.keep_statement(work, actor, person_id, request_id, named))
    return StepMade(id=step)


@router.get("/steps", responses=READS, summary="List what was done for a request")
async def list_steps(
    person_id: UUID, request_id: UUID, actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[StepView]:
    """Each step with its state and its proof, in their order; for whoever may read the request."""
    (key,) = keys_of(after, UUID) or (None,)
    rows = await actions.list_steps(work, actor, person_id, request_id, key, limit)
    shown, following = page(rows, limit, "id")
    return Page(items=[StepView.model_validate(dict(row)) for row in shown], next=following)
