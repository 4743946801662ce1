"""`/v1/persons/{id}/rights-requests/{id}/restrictions`, and `/v1/processing-restrictions`."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.cases.rights.api.requests import Reader, Writer
from services.cases.rights_steps.actions import restricting as actions
from services.cases.rights_steps.api.steps import StepMade
from services.cases.rights_steps.domain import Scope
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.rights import RestrictionCase, RestrictionUse
from shared.contracts.cases.vocabulary import Category
from shared.refusals import WrongValue
from shared.web.caller import Work
from shared.web.documented import ACTS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/rights-requests/{request_id}", tags=["data-protection rights"])
list_router = APIRouter(prefix="/v1/processing-restrictions", tags=["data-protection rights"])

_AN_ITEM: Final = "0198c0de-0000-7000-8000-000000000901"


class RestrictedItem(BaseModel):
    """One item."""

    model_config = ConfigDict(extra="forbid")

    kind: ItemKind
    item_id: UUID


class NewRestriction(BaseModel):
    """What is stored and not processed any more."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "case": "gdpr_18_1_a",
                    "categories": ["housing"],
                    "items": [{"kind": "note", "item_id": _AN_ITEM}],
                    "review_on": "2026-06-02",
                }
            ]
        },
    )

    case: RestrictionCase = Field(description="Why: one of the cases of GDPR Art. 18(1).")
    categories: list[Category] = Field(
        [],
        max_length=len(Category),
        description="All that your agency contributed in each; all categories for all of it.",
    )
    items: list[RestrictedItem] = Field([], max_length=100, description="Single items that your agency contributed.")
    review_on: date = Field(description="When somebody looks at it again, within a year; it never ends by itself.")

    @field_validator("case")
    @classmethod
    def _is_lifted_one_day(cls, case: RestrictionCase) -> RestrictionCase:
        if case is RestrictionCase.OBJECTION_UPHELD:
            raise WrongValue(
                "an objection that was upheld ends processing, which is another step",
                "une opposition admise met fin au traitement : c'est une autre étape",
            )
        return case

    def restriction(self) -> actions.Restriction:
        """As the action takes it."""
        items = tuple((one.kind, one.item_id) for one in self.items)
        scope = Scope(categories=frozenset(self.categories), items=items)
        return actions.Restriction(case=self.case, scope=scope, review_on=self.review_on)


class NewUse(BaseModel):
    """Who may process it all the same, and for what."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "purpose": "legal_claims",
                    "reason": "The tribunal hears the eviction on Thursday.",
                }
            ]
        },
    )

    worker_id: UUID = Field(description="A worker of your agency, for a day.")
    purpose: RestrictionUse = Field(description="GDPR Art. 18(2).")
    reason: str = Field(min_length=3, max_length=500, description="Why; kept.")


class Lifting(BaseModel):
    """That the person was told before."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"told_on": "2026-06-01"}]})

    told_on: date = Field(description="When the person was told (GDPR Art. 18(3)).")


class ProcessingRestrictionView(BaseModel):
    """What of your agency's contributions is stored and not processed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-00000000db02",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "request_id": "0198c0de-0000-7000-8000-00000000da01",
                    "case": "gdpr_18_1_a",
                    "categories": ["housing"],
                    "item_ids": [_AN_ITEM],
                    "review_on": "2026-06-02",
                    "is_review_due": False,
                    "began_at": "2026-03-04T10:05:00+00:00",
                }
            ]
        }
    )

    id: UUID
    person_id: UUID
    request_id: UUID
    case: RestrictionCase
    categories: list[Category]
    item_ids: list[UUID]
    review_on: date
    is_review_due: bool
    began_at: datetime


@router.post("/restrictions", status_code=201, responses=ACTS, summary="Restrict processing as it was granted")
async def restrict(
    person_id: UUID, request_id: UUID, body: NewRestriction, actor: Writer, work: Work, once: OneTime
) -> StepMade:
    """What your agency contributed is stored, and with the answer nobody sees, shares, refers, finds or writes it; what
    travelled with referrals is hidden within seconds. Also while an objection waits. For privacy officers.
    """
    step = await once.run(work, lambda: actions.restrict(work, actor, person_id, request_id, body.restriction()))
    return StepMade(id=step)


@list_router.get("", responses=refusals(), summary="List what is restricted from processing")
async def list_restrictions(
    actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ProcessingRestrictionView]:
    """What is in force in your agency, what is to be reviewed first; for privacy officers, and of restricted people for
    the few who may know of them.
    """
    keys = keys_of(after, date, UUID)
    rows = await actions.list_restrictions(work, actor, (keys[0], keys[1]) if keys else None, limit)
    shown, following = page(rows, limit, "review_on", "id")
    return Page(items=[_view(row) for row in shown], next=following)


@list_router.post(
    "/{restriction_id}/uses", status_code=201, responses=ACTS, summary="Let a worker use what is restricted"
)
async def use_restricted(restriction_id: UUID, body: NewUse, actor: Writer, work: Work, once: OneTime) -> StepMade:
    """With the person's consent, for legal claims, for the rights of another person or an important public interest:
    one worker of your agency, for a day. For privacy officers.
    """
    use = actions.Use(**dict(body))
    return StepMade(id=await once.run(work, lambda: actions.use_restricted(work, actor, restriction_id, use)))


@list_router.post(
    "/{restriction_id}/lifting", status_code=204, responses=ACTS, summary="Lift a restriction of processing"
)
async def lift(restriction_id: UUID, body: Lifting, actor: Writer, work: Work, once: OneTime) -> None:
    """It is processed again as before, after the person was told. For privacy officers."""
    await once.run(work, lambda: actions.lift(work, actor, restriction_id, body.told_on))


def _view(row: asyncpg.Record) -> ProcessingRestrictionView:
    marks = [mark.rpartition(":") for mark in row["marks"]]
    return ProcessingRestrictionView.model_validate(
        {
            **row,
            "case": row["of_case"],
            "categories": [last for _, colon, last in marks if colon],
            "item_ids": [last for _, colon, last in marks if not colon],
            "is_review_due": row["review_on"] <= row["today"],
        }
    )
