"""`/v1/cases`."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from services.cases.coordination.actions import cases as actions
from services.cases.coordination.actions import people as people_actions
from services.cases.coordination.api.colleagues import must_work_here
from services.cases.coordination.api.looks import looks_at_case
from services.cases.coordination.api.merge_patch import MergePatch
from services.cases.coordination.domain.case import RISKS, HouseholdRole, Risk
from services.cases.coordination.domain.team import Capacity, Seat
from shared.contracts.cases.coordination import CaseState, ClosingReason
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import WrongValue
from shared.web.caller import OpenWork, PassedOn, Work, holding
from shared.web.documented import ACTS, CREATES, EDITS, READS, refusals
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases", tags=["cases"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]

_CASE: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000c1",
    "state": "open",
    "category": "social",
    "title": "Return home after hospital",
    "summary": None,
    "risk": "moderate",
    "next_review_on": "2026-04-01",
    "persons": [{"person_id": "0198c0de-0000-7000-8000-000000000f01", "role": "focus"}],
    "lead": {
        "member_id": "0198c0de-0000-7000-8000-0000000000d1",
        "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
        "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
        "is_vacant": False,
    },
    "opened_at": "2026-03-02T09:14:00+00:00",
    "changed_at": "2026-03-02T09:14:00+00:00",
    "closed_at": None,
    "closing_reason": None,
}


class CasePerson(BaseModel):
    """Somebody whom a case is about."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"person_id": "0198c0de-0000-7000-8000-000000000f02", "role": "child"}]},
    )

    person_id: UUID
    role: HouseholdRole = Field(HouseholdRole.FOCUS, description="Role in the household.")


class NewCase(BaseModel):
    """A case to be opened for one or more people."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "persons": [{"person_id": "0198c0de-0000-7000-8000-000000000f01", "role": "focus"}],
                    "category": "social",
                    "title": "Return home after hospital",
                    "next_review_on": "2026-04-01",
                }
            ]
        },
    )

    persons: list[CasePerson] = Field(min_length=1, max_length=20)
    category: Category = Field(description="What it is mainly about; decides who sees that it exists.")
    lead_worker_id: UUID | None = Field(None, description="A worker of your agency; yourself when left out.")
    title: str | None = Field(None, min_length=1, max_length=200)
    summary: str | None = Field(None, min_length=1, max_length=10_000)
    next_review_on: date | None = Field(None, description="When the team looks at it again.")
    capacity: Capacity = Field(Capacity.COORDINATOR, description="In what capacity the lead works on it.")

    @model_validator(mode="after")
    def _names_nobody_twice(self) -> "NewCase":
        if len({one.person_id for one in self.persons}) < len(self.persons):
            raise WrongValue(
                "a person belongs to a case once", "une personne ne figure qu'une fois dans un accompagnement"
            )
        return self

    def command(self) -> actions.NewCase:
        """As the action takes it."""
        return actions.NewCase(
            persons=[(one.person_id, one.role) for one in self.persons],
            category=self.category,
            title=self.title,
            summary=self.summary,
            next_review_on=self.next_review_on,
            lead_worker_id=self.lead_worker_id,
            capacity=self.capacity,
        )


class CaseChange(MergePatch):
    """What changes; what is left out stays, null removes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"next_review_on": "2026-03-15"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"title", "summary", "next_review_on"})

    title: str | None = Field(None, min_length=1, max_length=200)
    summary: str | None = Field(None, min_length=1, max_length=10_000)
    next_review_on: date | None = None


class Lead(BaseModel):
    """Who answers for the coordination."""

    member_id: UUID
    agency_id: UUID
    worker_id: UUID | None = Field(description="Null when the agency names nobody.")
    is_vacant: bool = Field(description="Whoever led can no longer: a supervisor of the agency has to name somebody.")


class CaseView(BaseModel):
    """A case, as far as the caller may see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CASE]})

    id: UUID
    state: CaseState
    category: Category
    title: str | None = Field(description="For those who may see everybody whom the case is about; else null.")
    summary: str | None = Field(description="Likewise.")
    risk: Risk = Field(description="As it was assessed last: `GET /v1/cases/{id}/risk-assessments`.")
    next_review_on: date | None
    persons: list[CasePerson] = Field(description="Whom it is about, of those the caller may know of.")
    lead: Lead
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    closing_reason: ClosingReason | None


@router.post("", status_code=201, responses={**CREATES, **READS}, summary="Open a case")
async def open_case(
    body: NewCase,
    actor: Writer,
    request: Request,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
    response: Response,
) -> CaseView:
    """Open a case for people of whom you may contribute or coordinate in its category. Your agency leads it first."""
    if body.lead_worker_id is not None:
        await must_work_here(request, actor, body.lead_worker_id, passed_on, "#/lead_worker_id")
    async with open_work() as work:
        case_id = await once.run(work, lambda: actions.open_case(work, actor, body.command()))
        response.headers["Location"] = f"/v1/cases/{case_id}"
        return await answer_with_case(work, case_id, "open-case", response)


@router.get("", responses=refusals(), summary="List cases")
async def list_cases(
    _actor: Reader,
    work: Work,
    person_id: Annotated[UUID | None, Query(description="Cases about this person.")] = None,
    state: CaseState | None = None,
    category: Category | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[CaseView]:
    """Cases that you may see, newest first: of one person, or else those on whose team your agency is or was. For
    what is due, read your work list.
    """
    keys = keys_of(after, UUID)
    rows = await actions.list_cases(
        work, person_id=person_id, state=state, category=category, after=keys[0] if keys else None, limit=limit
    )
    listed, following = page(rows, limit, "id")
    await log_looks(work, looks_at_case("list-cases", listed))
    return Page(items=[shown(row) for row in listed], next=following)


@router.get("/{case_id}", responses=READS, summary="Read a case")
async def read_case(case_id: UUID, _actor: Reader, work: Work, response: Response) -> CaseView:
    """One case with its people, as far as you may know of them, and its lead."""
    return await answer_with_case(work, case_id, "read-case", response)


@router.patch("/{case_id}", responses=EDITS, summary="Change a case")
async def change_case(
    case_id: UUID,
    body: Annotated[CaseChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> CaseView:
    """Change title, summary or review date; for the lead, or a supervisor of the lead's agency."""
    await actions.change_case(work, actor, case_id, expected_version(if_match), body.changes())
    return await answer_with_case(work, case_id, "change-case", response)


@router.post("/{case_id}/persons", status_code=201, responses=ACTS, summary="Add somebody to a case")
async def add_somebody(
    case_id: UUID, body: CasePerson, actor: Writer, work: Work, once: OneTime, response: Response
) -> CaseView:
    """Let the case be about somebody more, for the lead, with a ground to contribute about them."""
    await once.run(work, lambda: people_actions.add_person(work, actor, case_id, body.person_id, body.role))
    return await answer_with_case(work, case_id, "add-person", response)


@router.delete("/{case_id}/persons/{person_id}", status_code=204, responses=ACTS, summary="Take somebody off a case")
async def remove_somebody(case_id: UUID, person_id: UUID, actor: Writer, work: Work) -> None:
    """Let the case no longer be about somebody. What the team saw of them as a team ends with the answer; what was
    written stays in their record.
    """
    await people_actions.remove_person(work, actor, case_id, person_id)


async def answer_with_case(work: UnitOfWork, case_id: UUID, operation: str, response: Response) -> CaseView:
    """The case as the caller sees it now, with its ETag; the look is logged."""
    row = await actions.read_case(work, case_id)
    await log_looks(work, looks_at_case(operation, [row]))
    response.headers["ETag"] = entity_tag(row["version"])
    return shown(row)


def shown(row: asyncpg.Record) -> CaseView:
    """A case as it is answered."""
    lead = Lead(
        member_id=row["lead_id"],
        agency_id=row["lead_agency_id"],
        worker_id=row["lead_worker_id"],
        is_vacant=row["lead_seat"] == Seat.VACANT,
    )
    people = [{"person_id": one["person_id"], "role": one["role"]} for one in row["persons"]]
    return CaseView.model_validate({**row, "risk": RISKS[row["risk"]], "lead": lead, "persons": people})
