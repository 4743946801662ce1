"""`/v1/persons/{id}/mandates`, and `/v1/mandates/proposed`: what waits for a second worker."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.legal_grounds.domain import LONGEST_DAYS, OverridingGround
from services.cases.mandates.actions import deciding, reading, recording
from services.cases.mandates.domain import MandateState
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
                    "legal_ground_id": "0198c0de-0000-7000-8000-0000000000e7",
                    "ground": "Report of the school of 3 March",
                    "categories": ["identity", "education", "safeguarding"],
                    "valid_until": "2027-02-28T00:00:00Z",
                    "review_at": "2026-12-31T00:00:00Z",
                }
            ]
        },
    )

    legal_ground_id: UUID | None = Field(
        None,
        description="The entry of the municipality's catalogue on which it rests; needed where it keeps one. The entry "
        "says its article, whether it overrides refusals, how much it shows, who confirms it and how long it lasts.",
    )
    article: str | None = Field(
        None, min_length=1, max_length=300, description="Where the municipality keeps no catalogue."
    )
    ground: str = Field(min_length=1, max_length=1000, description="Why the article applies here.")
    categories: list[Category] = Field([], description="Within the entry; all that it says, when left out.")
    operations: list[Operation] = Field([], description="As for categories; reading alone, without an entry.")
    purposes: list[Purpose] = Field([], description="As for categories; coordinating care, without an entry.")
    overrides_refusal_because: OverridingGround | None = Field(
        None, description="Why the person's refusal does not stop it; where the municipality keeps no catalogue."
    )
    withheld_because: str | None = Field(
        None, min_length=1, max_length=1000, description="Why it is kept from the person; only where the entry lets it."
    )
    withheld_until: AwareDatetime | None = Field(None, description="Until when, at most until it is looked at again.")
    valid_from: AwareDatetime | None = Field(None, description="Now, when left out; never before its confirmation.")
    valid_until: AwareDatetime = Field(description=f"At most {LONGEST_DAYS} days from now.")
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
        if (self.legal_ground_id is None) == (self.article is None):
            raise WrongValue("a mandate names an entry or an article", "un mandat désigne un fondement ou un article")
        if self.article is not None and not self.categories:
            raise WrongValue("categories are named with an article", "un article va avec des catégories")
        if self.legal_ground_id is not None and self.overrides_refusal_because is not None:
            raise WrongValue(
                "whether it overrides refusals is said by the entry",
                "le fondement dit lui-même s'il l'emporte sur les refus",
            )
        if (self.withheld_because is None) != (self.withheld_until is None):
            raise WrongValue("what is withheld has a reason and a day", "ce qui est tu a un motif et un jour")
        if self.withheld_until is not None and self.withheld_until > self.review_at:
            raise WrongValue(
                "withheld_until must not be later than review_at",
                "withheld_until ne doit pas être postérieur à review_at",
            )
        return self

    def command(self) -> recording.NewMandate:
        """As the action takes it."""
        said = self.model_dump()
        if self.article is not None:
            said["operations"] = self.operations or [Operation.READ]
            said["purposes"] = self.purposes or [Purpose.CARE_COORDINATION]
        return recording.NewMandate(**said)


class Review(BaseModel):
    """A mandate was looked at again and goes on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"review_at": "2026-12-31T00:00:00Z"}]})

    review_at: AwareDatetime = Field(description="When it is looked at next; at most until it ends.")
    withheld_until: AwareDatetime | None = Field(
        None, description="Until when it is kept from the person further, where it is; they see it when left out."
    )


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
                    "legal_ground_id": "0198c0de-0000-7000-8000-0000000000e8",
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
                    "ends_unless_reviewed": True,
                    "reviewed_at": None,
                    "withheld_because": None,
                    "withheld_until": None,
                    "ended_at": None,
                }
            ]
        }
    )

    id: UUID
    person_id: UUID
    agency_id: UUID
    state: MandateState = Field(description="It gives something while it is confirmed.")
    legal_ground_id: UUID | None = Field(description="The version of the catalogue's entry on which it rests.")
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
    ends_unless_reviewed: bool = Field(description="It ends on its day of review if nobody looked at it again.")
    reviewed_at: datetime | None
    withheld_because: str | None = Field(description="Why it is kept from the person.")
    withheld_until: datetime | None = Field(description="From then on the person sees it by itself.")


@router.post("", status_code=201, responses=ACTS, summary="Record a mandate")
async def record(person_id: UUID, body: NewMandate, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """Record a legal ground for your own agency. It waits until a second worker of the agency has confirmed it: a
    privacy officer, or whom the entry of the catalogue names. It gives nothing before.
    """
    mandate_id = await once.run(work, lambda: recording.record_mandate(work, actor, person_id, body.command()))
    return _shown(await reading.open_mandate(work, person_id, mandate_id))


@router.get("", responses=READS, summary="List mandates")
async def list_mandates(
    person_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[MandateView]:
    """Mandates on a person, oldest first: your agency's; to whoever coordinates or answers for privacy, all."""
    keys = keys_of(after, UUID)
    rows, following = page(await reading.list_mandates(work, person_id, keys[0] if keys else None, limit), limit, "id")
    await log_looks(work, [Look("list-mandates", person_id=person_id)])
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{mandate_id}", responses=READS, summary="Open a mandate")
async def open_one(person_id: UUID, mandate_id: UUID, _actor: Reader, work: Work) -> MandateView:
    """One mandate with its present state."""
    row = await reading.open_mandate(work, person_id, mandate_id)
    await log_looks(work, [Look("open-mandate", person_id=person_id)])
    return _shown(row)


@router.post("/{mandate_id}/confirmation", responses=ACTS, summary="Confirm a mandate")
async def confirm(person_id: UUID, mandate_id: UUID, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """Confirm what another worker of your agency recorded. Its grant is in force with the answer."""
    await once.run(work, lambda: deciding.confirm_mandate(work, actor, person_id, mandate_id))
    return _shown(await reading.open_mandate(work, person_id, mandate_id))


@router.post("/{mandate_id}/rejection", responses=ACTS, summary="Reject a mandate")
async def reject(person_id: UUID, mandate_id: UUID, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """Reject what another worker of your agency recorded. It never gives anything."""
    await once.run(work, lambda: deciding.reject_mandate(work, actor, person_id, mandate_id))
    return _shown(await reading.open_mandate(work, person_id, mandate_id))


@router.post("/{mandate_id}/end", responses=ACTS, summary="End a mandate")
async def end(person_id: UUID, mandate_id: UUID, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """End a confirmed mandate of your agency before its time. Its grant ends with the answer."""
    await once.run(work, lambda: deciding.end_mandate(work, actor, person_id, mandate_id))
    return _shown(await reading.open_mandate(work, person_id, mandate_id))


@router.post("/{mandate_id}/review", responses=ACTS, summary="Look at a mandate again")
async def review(
    person_id: UUID, mandate_id: UUID, body: Review, actor: Writer, work: Work, once: OneTime
) -> MandateView:
    """Say that the law still asks for it, and when it is looked at next. For a supervisor or privacy officer of the
    agency who did not record it.
    """
    await once.run(
        work,
        lambda: deciding.review_mandate(work, actor, person_id, mandate_id, body.review_at, body.withheld_until),
    )
    return _shown(await reading.open_mandate(work, person_id, mandate_id))


@router.post("/{mandate_id}/release", responses=ACTS, summary="Let the person see a withheld mandate")
async def release(person_id: UUID, mandate_id: UUID, actor: Writer, work: Work, once: OneTime) -> MandateView:
    """Let the person see it before its day. For privacy officers of the agency."""
    await once.run(work, lambda: deciding.release_mandate(work, actor, person_id, mandate_id))
    return _shown(await reading.open_mandate(work, person_id, mandate_id))


@proposed_router.get("/proposed", responses=READS, summary="List mandates that wait for a second worker")
async def list_proposed(actor: Writer, work: Work, limit: Limit = 50, after: After = None) -> Page[MandateView]:
    """Mandates that workers of your agency recorded and nobody has confirmed or rejected, oldest first."""
    keys = keys_of(after, UUID)
    rows, following = page(await reading.list_proposed(work, actor, keys[0] if keys else None, limit), limit, "id")
    looks = [Look("list-proposed-mandates", Act.SEARCH_HIT, row["person_id"], row["municipality_id"]) for row in rows]
    await log_looks(work, looks)
    return Page(items=[_shown(row) for row in rows], next=following)


@proposed_router.get("/to-review", responses=READS, summary="List mandates that are to be looked at again")
async def list_to_review(actor: Writer, work: Work, limit: Limit = 50, after: After = None) -> Page[MandateView]:
    """Mandates of your agency in force whose day of review comes within a month or is over, oldest first."""
    keys = keys_of(after, UUID)
    rows, following = page(await reading.list_to_review(work, actor, keys[0] if keys else None, limit), limit, "id")
    looks = [Look("list-mandates-to-review", Act.SEARCH_HIT, row["person_id"], row["municipality_id"]) for row in rows]
    await log_looks(work, looks)
    return Page(items=[_shown(row) for row in rows], next=following)


def _shown(row: asyncpg.Record) -> MandateView:
    values: dict[str, Any] = dict(row)
    return MandateView.model_validate(values)
