"""`/v1/persons/{id}/mandates`."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.mandates import actions
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Scope
from shared.database.access_log import Look, log_looks
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/mandates", tags=["mandates"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]


class NewMandate(BaseModel):
    """A legal ground for your agency to know without consent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "article": "Child Protection Act § 8",
                    "ground": "Report of the school of 3 March",
                    "categories": ["identity", "household", "education", "safeguarding"],
                    "operations": ["read", "contribute"],
                    "purposes": ["safeguarding"],
                    "valid_until": "2027-06-30T00:00:00Z",
                    "review_at": "2027-03-31T00:00:00Z",
                }
            ]
        },
    )

    article: str = Field(min_length=1, max_length=300)
    ground: str = Field(min_length=1, max_length=1000, description="Why the article applies here.")
    categories: list[Category] = Field(min_length=1)
    operations: list[Operation] = Field([Operation.READ], min_length=1)
    purposes: list[Purpose] = Field([Purpose.CARE_COORDINATION], min_length=1)
    overrides_refusal: bool = Field(False, description="The article says that a refusal does not stop it.")
    valid_from: AwareDatetime | None = Field(None, description="Now, when left out.")
    valid_until: AwareDatetime
    review_at: AwareDatetime

    @model_validator(mode="after")
    def _is_consistent(self) -> "NewMandate":
        if self.valid_from is not None and self.valid_until <= self.valid_from:
            raise ValueError("valid_until must be later than valid_from")
        if self.review_at > self.valid_until:
            raise ValueError("review_at must not be later than valid_until")
        return self


class MandateView(BaseModel):
    """A mandate."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-000000000b01",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "state": "in_force",
                    "article": "Child Protection Act § 8",
                    "ground": "Report of the school of 3 March",
                    "categories": ["identity", "household", "education", "safeguarding"],
                    "operations": ["read", "contribute"],
                    "purposes": ["safeguarding"],
                    "overrides_refusal": False,
                    "valid_from": "2026-03-03T00:00:00Z",
                    "valid_until": "2027-06-30T00:00:00Z",
                    "review_at": "2027-03-31T00:00:00Z",
                    "recorded_at": "2026-03-03T10:00:00Z",
                    "ended_at": None,
                }
            ]
        }
    )

    id: UUID
    person_id: UUID
    agency_id: UUID
    state: Literal["in_force", "expired", "ended"]
    article: str
    ground: str
    categories: list[Category]
    operations: list[Operation]
    purposes: list[Purpose]
    overrides_refusal: bool
    valid_from: datetime
    valid_until: datetime
    review_at: datetime
    recorded_at: datetime
    ended_at: datetime | None


@router.post("", status_code=201, responses=ACTS, summary="Record a mandate")
async def record(person_id: UUID, body: NewMandate, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """Record a legal ground for your own agency. It is in force with the answer, and visible to the person."""
    command = actions.NewMandate(**body.model_dump())
    mandate_id = await once.run(work, lambda: actions.record_mandate(work, actor, person_id, command))
    return _shown(await actions.open_mandate(work, person_id, mandate_id))


@router.get("", responses=READS, summary="List mandates")
async def list_mandates(
    person_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[MandateView]:
    """Mandates on a person, oldest first."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_mandates(work, person_id, keys[0] if keys else None, limit), limit, "id")
    await log_looks(work, [Look("list-mandates", person_id=person_id)])
    return Page(items=[_shown(row) for row in rows], next=following)


@router.post("/{mandate_id}/end", responses=ACTS, summary="End a mandate")
async def end(person_id: UUID, mandate_id: UUID, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """End a mandate of your agency before its time. Its grant ends with the answer."""
    await once.run(work, lambda: actions.end_mandate(work, actor, person_id, mandate_id))
    return _shown(await actions.open_mandate(work, person_id, mandate_id))


def _shown(row: asyncpg.Record) -> MandateView:
    values: dict[str, Any] = dict(row)
    return MandateView.model_validate(values)
