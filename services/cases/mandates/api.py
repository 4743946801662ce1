"""`/v1/persons/{id}/mandates`, and `/v1/mandates/proposed`: what waits for a second worker."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.mandates import actions
from services.cases.mandates.domain import LONGEST_TERM, MandateState, OverridingGround
from shared.contracts.cases.vocabulary import Act, Category, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Scope
from shared.database.access_log import Look, log_looks
from shared.refusals import WrongValue
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/mandates", tags=["mandates"])
proposed_router = APIRouter(prefix="/v1/mandates", tags=["mandates"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.MANDATES_WRITE)]


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
                    "valid_until": "2027-02-28T00:00:00Z",
                    "review_at": "2026-12-31T00:00:00Z",
                }
            ]
        },
    )

    article: str = Field(min_length=1, max_length=300)
    ground: str = Field(min_length=1, max_length=1000, description="Why the article applies here.")
    categories: list[Category] = Field(min_length=1)
    operations: list[Operation] = Field([Operation.READ], min_length=1)
    purposes: list[Purpose] = Field([Purpose.CARE_COORDINATION], min_length=1)
    overrides_refusal_because: OverridingGround | None = Field(
        None, description="Why the person's refusal does not stop it; it does, when left out."
    )
    valid_from: AwareDatetime | None = Field(None, description="Now, when left out; never before its confirmation.")
    valid_until: AwareDatetime = Field(description=f"At most {LONGEST_TERM.days} days from now.")
    review_at: AwareDatetime

    @model_validator(mode="after")
    def _is_consistent(self) -> "NewMandate":
        if self.valid_from is not None and self.valid_until <= self.valid_from:
            raise WrongValue(
                "valid_until must be later than valid_from", "valid_until doit être postérieur à valid_from"
            )
        if self.review_at > self.valid_until:
            raise WrongValue(
                "review_at must not be later than valid_until", "review_at ne doit pas être postérieur à valid_until"
            )
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
                    "state": "confirmed",
                    "article": "Child Protection Act § 8",
                    "ground": "Report of the school of 3 March",
                    "categories": ["identity", "household", "education", "safeguarding"],
                    "operations": ["read", "contribute"],
                    "purposes": ["safeguarding"],
                    "overrides_refusal_because": None,
                    "valid_from": "2026-03-03T00:00:00Z",
                    "valid_until": "2027-02-28T00:00:00Z",
                    "review_at": "2026-12-31T00:00:00Z",
                    "recorded_at": "2026-03-03T10:00:00Z",
                    "decided_at": "2026-03-03T11:30:00Z",
                    "ended_at": None,
                }
            ]
        }
    )

    id: UUID
    person_id: UUID
    agency_id: UUID
    state: MandateState = Field(description="It gives something while it is confirmed.")
    article: str
    ground: str
    categories: list[Category]
    operations: list[Operation]
    purposes: list[Purpose]
    overrides_refusal_because: OverridingGround | None
    valid_from: datetime
    valid_until: datetime
    review_at: datetime
    recorded_at: datetime
    decided_at: datetime | None = Field(description="When it was confirmed or rejected.")
    ended_at: datetime | None


@router.post("", status_code=201, responses=ACTS, summary="Record a mandate")
async def record(person_id: UUID, body: NewMandate, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """Record a legal ground for your own agency. It waits until a privacy officer of the agency, who is not you, has
    confirmed it, and gives nothing before.
    """
    command = actions.NewMandate(**body.model_dump())
    mandate_id = await once.run(work, lambda: actions.record_mandate(work, actor, person_id, command))
    return _shown(await actions.open_mandate(work, person_id, mandate_id))


@router.get("", responses=READS, summary="List mandates")
async def list_mandates(
    person_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[MandateView]:
    """Mandates on a person, oldest first: your agency's; to whoever coordinates or answers for privacy, all."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_mandates(work, person_id, keys[0] if keys else None, limit), limit, "id")
    await log_looks(work, [Look("list-mandates", person_id=person_id)])
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{mandate_id}", responses=READS, summary="Open a mandate")
async def open_one(person_id: UUID, mandate_id: UUID, _actor: Reader, work: Work) -> MandateView:
    """One mandate with its present state."""
    row = await actions.open_mandate(work, person_id, mandate_id)
    await log_looks(work, [Look("open-mandate", person_id=person_id)])
    return _shown(row)


@router.post("/{mandate_id}/confirmation", responses=ACTS, summary="Confirm a mandate")
async def confirm(person_id: UUID, mandate_id: UUID, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """Confirm what another worker of your agency recorded. Its grant is in force with the answer."""
    await once.run(work, lambda: actions.confirm_mandate(work, actor, person_id, mandate_id))
    return _shown(await actions.open_mandate(work, person_id, mandate_id))


@router.post("/{mandate_id}/rejection", responses=ACTS, summary="Reject a mandate")
async def reject(person_id: UUID, mandate_id: UUID, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """Reject what another worker of your agency recorded. It never gives anything."""
    await once.run(work, lambda: actions.reject_mandate(work, actor, person_id, mandate_id))
    return _shown(await actions.open_mandate(work, person_id, mandate_id))


@router.post("/{mandate_id}/end", responses=ACTS, summary="End a mandate")
async def end(person_id: UUID, mandate_id: UUID, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """End a confirmed mandate of your agency before its time. Its grant ends with the answer."""
    await once.run(work, lambda: actions.end_mandate(work, actor, person_id, mandate_id))
    return _shown(await actions.open_mandate(work, person_id, mandate_id))


@proposed_router.get("/proposed", responses=READS, summary="List mandates that wait for a second worker")
async def list_proposed(actor: Writer, work: Work, limit: Limit = 50, after: After = None) -> Page[MandateView]:
    """Mandates that workers of your agency recorded and nobody has confirmed or rejected, oldest first."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_proposed(work, actor, keys[0] if keys else None, limit), limit, "id")
    looks = [Look("list-proposed-mandates", Act.SEARCH_HIT, row["person_id"], row["municipality_id"]) for row in rows]
    await log_looks(work, looks)
    return Page(items=[_shown(row) for row in rows], next=following)


def _shown(row: asyncpg.Record) -> MandateView:
    values: dict[str, Any] = dict(row)
    return MandateView.model_validate(values)
