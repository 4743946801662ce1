"""`/v1/cases/{id}/closure`, `/closures`, `/reopening`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.config import JsonDict

from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.api.cases import CaseView, answer_with_case
from services.cases.coordination.api.looks import looks_at_case
from services.cases.items.api import Reader, Writer
from services.cases.outcomes.actions import closing as actions
from services.cases.outcomes.actions.still_open import StillOpen
from services.cases.outcomes.domain.closing import Ending, ReferralsOpen
from shared.contracts.cases.coordination import ClosingReason, ReopeningReason
from shared.contracts.cases.outcomes import Becomes, CaseOutcome, ReferralBecomes
from shared.contracts.cases.vocabulary import Category
from shared.database.access_log import log_looks
from shared.refusals import Conflict, Invalid, NotFound, WrongValue
from shared.web.caller import OpenWork, PassedOn, Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["outcomes"])

_ENDING: Final[JsonDict] = {
    "reason": "goals_reached",
    "outcome": "reached",
    "referrals": [{"referral_id": "0198c0de-0000-7000-8000-0000000000e1", "becomes": "continues"}],
    "actions": "ends",
    "tasks": "ends",
    "threads": "ends",
    "handed_over_to": None,
    "retention_from": "2026-09-30",
}
_OPEN_ACTIONS: Final = "What becomes of actions that are open and that you may see; `ends`: they are not done."
_OPEN_TASKS: Final = "What becomes of tasks that are open and that you may see; `ends`: nobody needs them any more."
_OPEN_THREADS: Final = "What becomes of threads that are open and that you may see; `ends`: they are closed."


class ReferralEnding(BaseModel):
    """What becomes of a referral that is open."""

    model_config = ConfigDict(extra="forbid")

    referral_id: UUID
    becomes: ReferralBecomes


class Closure(BaseModel):
    """Why the coordination ends, what it has come to, and what becomes of what is still open."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ENDING]})

    reason: ClosingReason
    outcome: CaseOutcome
    referrals: list[ReferralEnding] = Field([], max_length=200, description="Each open one that you may see.")
    actions: Becomes = Field(Becomes.CONTINUES, description=_OPEN_ACTIONS)
    tasks: Becomes = Field(Becomes.CONTINUES, description=_OPEN_TASKS)
    threads: Becomes = Field(Becomes.CONTINUES, description=_OPEN_THREADS)
    handed_over_to: UUID | None = Field(None, description="An agency that goes on. It sees no more for that.")
    retention_from: date | None = Field(None, description="From when the record is kept; today when left out.")

    @field_validator("referrals")
    @classmethod
    def _names_none_twice(cls, written: list[ReferralEnding]) -> list[ReferralEnding]:
        if len({one.referral_id for one in written}) < len(written):
            raise WrongValue("a referral is named once", "une orientation est citée une seule fois")
        return written

    def ending(self) -> Ending:
        """As the action takes it."""
        return Ending(
            reason=self.reason,
            outcome=self.outcome,
            referrals={one.referral_id: one.becomes for one in self.referrals},
            actions=self.actions,
            tasks=self.tasks,
            threads=self.threads,
            handed_over_to=self.handed_over_to,
            retention_from=self.retention_from,
        )


class Reopening(BaseModel):
    """Why it goes on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "need_returned"}]})

    reason: ReopeningReason


class OpenReferral(BaseModel):
    """A referral in which somebody owes something, as far as cases was told."""

    referral_id: UUID
    person_id: UUID
    category: Category | None
    state: str = Field(description="As referrals calls it.")


class OpenView(BaseModel):
    """What closing a case asks about, as far as you may see it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "referrals": [
                        {
                            "referral_id": "0198c0de-0000-7000-8000-0000000000e1",
                            "person_id": "0198c0de-0000-7000-8000-000000000f01",
                            "category": "housing",
                            "state": "waitlisted",
                        }
                    ],
                    "actions": ["0198c0de-0000-7000-8000-0000000000f2"],
                    "tasks": ["0198c0de-0000-7000-8000-0000000000f4"],
                    "threads": [],
                }
            ]
        }
    )

    referrals: list[OpenReferral]
    actions: list[UUID] = Field(description="Planned or under way.")
    tasks: list[UUID] = Field(description="Not done.")
    threads: list[UUID] = Field(description="Not closed.")


class ClosureView(BaseModel):
    """How a case ended once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_ENDING,
                    "id": "0198c0de-0000-7000-8000-0000000000e9",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "closed_at": "2026-09-30T10:00:00+00:00",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "reopened_at": None,
                    "reopening_reason": None,
                }
            ]
        }
    )

    id: UUID
    case_id: UUID
    reason: ClosingReason
    outcome: CaseOutcome
    referrals: list[ReferralEnding] = Field(description="Those that were open, as far as you may see them.")
    actions: Becomes
    tasks: Becomes
    threads: Becomes
    handed_over_to: UUID | None = Field(
        description="An agency that goes on, outside the case; null too where you do not see title and summary of the "
        "case, unless your agency wrote it or is that one."
    )
    retention_from: date
    closed_at: datetime
    agency_id: UUID
    worker_id: UUID
    reopened_at: datetime | None
    reopening_reason: ReopeningReason | None


@router.get("/closure", responses=READS, summary="Ask what is still open in a case")
async def read_still_open(case_id: UUID, _actor: Reader, work: Work) -> OpenView:
    """Referrals, actions, tasks and threads of the case that are not settled, as far as you may see them: what becomes
    of them is said when the case is closed.
    """
    still = await actions.read_still_open(work, case_id)
    case = await read_case(work, case_id)
    await log_looks(work, looks_at_case("read-still-open", [case]))
    return _open_shown(still)


@router.post("/closure", responses={**ACTS, **refusals(NotFound, Conflict, ReferralsOpen)}, summary="Close a case")
async def close_case(
    case_id: UUID,
    body: Closure,
    request: Request,
    actor: Writer,
    open_work: OpenWork,
    rights: PassedOn,
    once: OneTime,
    response: Response,
) -> CaseView:
    """End the coordination, with what it has come to. Of each open referral that you may see it is said what becomes
    of it. What the team saw as a team ends with the answer, and its agencies are told.
    """
    await _is_an_agency(request, body.handed_over_to, rights)
    async with open_work() as work:
        await once.run(work, lambda: actions.close_case(work, actor, case_id, body.ending()))
        return await answer_with_case(work, case_id, "close-case", response)


@router.get("/closures", responses=READS, summary="List how a case ended")
async def list_closures(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ClosureView]:
    """How it ended, each time, the latest first, and why it was reopened."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_closures(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[closure_shown(row) for row in rows], next=following)


@router.post("/reopening", responses=ACTS, summary="Reopen a case")
async def reopen_case(
    case_id: UUID, body: Reopening, actor: Writer, work: Work, once: OneTime, response: Response
) -> CaseView:
    """Go on, for a coded reason, with the team that it had, under the agreements of today."""
    await once.run(work, lambda: actions.reopen_case(work, actor, case_id, body.reason))
    return await answer_with_case(work, case_id, "reopen-case", response)


async def _is_an_agency(request: Request, agency_id: UUID | None, rights: Mapping[str, str]) -> None:
    if agency_id is not None:
        known = await request.app.state.service.identity.agencies([agency_id], rights)
        if agency_id not in known or not known[agency_id].active:
            raise Invalid.field(
                "#/handed_over_to",
                "unknown_agency",
                "There is no such active agency.",
                "Aucun organisme actif ne correspond.",
            )


def closure_shown(row: asyncpg.Record) -> ClosureView:
    """An ending as a caller reads it."""
    return ClosureView.model_validate(dict(row))


def _open_shown(still: StillOpen) -> OpenView:
    return OpenView(
        referrals=[OpenReferral.model_validate(dict(row)) for row in still.open_referrals],
        actions=[row["id"] for row in still.actions],
        tasks=[row["id"] for row in still.tasks],
        threads=list(still.threads),
    )
