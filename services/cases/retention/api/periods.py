"""`/v1/retention-periods`, `/retirement`."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.documents.domain.retention import NOTICE
from services.cases.retention.actions import periods as actions
from services.cases.retention.domain import CountedFrom
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, CREATES, READS, refusals
from shared.web.entity_tags import content_tag
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/retention-periods", tags=["retention"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RETENTION_WRITE)]

_PERIOD: Final[JsonDict] = {
    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
    "category": "housing",
    "kind": None,
    "counted_from": "case_closed",
    "months": 60,
    "article": "Municipal Archives Schedule 2025, row 12.3",
}


class NewPeriod(BaseModel):
    """For how long your agency keeps what it writes in a category. It is about nobody."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PERIOD]})

    municipality_id: UUID
    category: Category = Field(description="Of what it is about.")
    kind: ItemKind | None = Field(
        None, description="Only items of this kind; never `document`; null for all without one of theirs."
    )
    counted_from: CountedFrom = Field(
        description="The time begins with this, and never before the last change: `majority` is when the youngest whom "
        "it is about comes of age."
    )
    months: int = Field(ge=1, le=1_200)
    article: str = Field(min_length=1, max_length=500, description="Which law or schedule says so.")
    takes_effect_at: AwareDatetime | None = Field(
        None, description=f"{NOTICE.days} days from now when it is left out, and never sooner."
    )

    def command(self) -> actions.NewPeriod:
        """As the action takes it."""
        return actions.NewPeriod(**self.model_dump())


class PeriodRetirement(BaseModel):
    """Nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class PeriodView(BaseModel):
    """For how long an agency keeps what it writes in a category; it never changes, a later one replaces it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_PERIOD,
                    "id": "0198c0de-0000-7000-8000-0000000000d7",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "written_at": "2026-03-02T09:14:00+00:00",
                    "takes_effect_at": "2026-04-01T09:14:00+00:00",
                    "retired_at": None,
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    agency_id: UUID = Field(description="Agency that wrote it, and about whose writing it is.")
    category: Category
    kind: ItemKind | None
    counted_from: CountedFrom
    months: int
    article: str
    written_at: datetime
    takes_effect_at: datetime = Field(description="From when it applies instead of earlier ones.")
    retired_at: datetime | None = Field(description="From when nothing is deleted by it.")


@router.post("", status_code=201, responses=CREATES, summary="Say for how long what is written is kept")
async def write_period(body: NewPeriod, actor: Writer, work: Work, once: OneTime, response: Response) -> PeriodView:
    """Say for how long your agency keeps what it writes in a category, all of it or items of one kind; for privacy
    officers. It takes effect a month later at the soonest. What has no rule is kept, and so is what is held.
    Documents have classes, and rules at `/v1/retention-rules`.
    """
    rule_id = await once.run(work, lambda: actions.write_period(work, actor, body.command()))
    response.headers["Location"] = f"/v1/retention-periods/{rule_id}"
    return await _answer(work, actor, rule_id, response)


@router.get("", responses=refusals(), summary="List for how long what is written is kept")
async def list_periods(
    actor: Reader,
    work: Work,
    agency_id: Annotated[UUID | None, Query(description="Only those of this agency.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[PeriodView]:
    """Rules in use in the municipalities in which your agency operates, in the order of writing. Of several for one
    category and kind the one that took effect last applies; one for a kind before one for all.
    """
    keys = keys_of(after, UUID)
    found = await actions.list_periods(work, actor, agency_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{rule_id}", responses=READS, summary="Read for how long what is written is kept")
async def read_period(rule_id: UUID, actor: Reader, work: Work, response: Response) -> PeriodView:
    """One rule, in use or retired."""
    return await _answer(work, actor, rule_id, response)


@router.post("/{rule_id}/retirement", responses=ACTS, summary="Retire such a rule")
async def retire_period(
    rule_id: UUID, _body: PeriodRetirement, actor: Writer, work: Work, once: OneTime, response: Response
) -> PeriodView:
    """Let nothing be deleted by it any more, from now on; for privacy officers of the agency that wrote it. What it was
    about is kept until a rule that is written later takes effect: an earlier one does not apply again.
    """
    await once.run(work, lambda: actions.retire_period(work, actor, rule_id))
    return await _answer(work, actor, rule_id, response)


async def _answer(work: UnitOfWork, actor: Actor, rule_id: UUID, response: Response) -> PeriodView:
    shown = _shown(await actions.read_period(work, actor, rule_id))
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown


def _shown(row: asyncpg.Record) -> PeriodView:
    return PeriodView.model_validate(dict(row))
