"""`/v1/cases/{id}/early-warnings`, `/feedback`; `/v1/early-warnings`."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from services.cases.alerts.actions import early_warnings as actions
from services.cases.alerts.domain.early import FactKind, FalseAlarmBecause, RuleKind, Verdict
from services.cases.items.api import Reader, Writer
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import WrongValue
from shared.web.caller import Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/early-warnings", tags=["early warnings"])
list_router = APIRouter(prefix="/v1/early-warnings", tags=["early warnings"])

_EXAMPLE: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000ea",
    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
    "person_id": "0198c0de-0000-7000-8000-000000000f01",
    "noticed_at": "2026-03-02T09:14:00+00:00",
    "rule": {
        "id": "0198c0de-0000-7000-8000-0000000000b9",
        "version": 1,
        "kind": "eviction_notice",
        "at_least": 1,
        "days": 30,
    },
    "rests_on": [
        {
            "kind": "occurrence",
            "id": "0198c0de-0000-7000-8000-0000000000e9",
            "on": "2026-03-01",
            "category": "housing",
        }
    ],
    "verdict": None,
    "because": None,
    "answered_at": None,
    "answered_by_agency_id": None,
    "answered_by_id": None,
}


class FactView(BaseModel):
    """A fact on which an early warning rests."""

    kind: FactKind
    id: UUID = Field(description="The occurrence, the line of the timeline, the case or the warning.")
    on: date = Field(description="When it happened, or was to be reviewed.")
    category: Category


class NoticedBy(BaseModel):
    """The version of a rule that noticed it: as `GET /v1/early-warning-rules/{id}` says."""

    id: UUID
    version: int
    kind: RuleKind
    at_least: int
    days: int


class EarlyWarningView(BaseModel):
    """What a rule noticed, why, and what somebody who looked says of it. It decides nothing."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: UUID
    case_id: UUID
    person_id: UUID
    noticed_at: datetime
    rule: NoticedBy
    rests_on: list[FactView] = Field(description="Every one of them; who may not see one is not shown the warning.")
    verdict: Verdict | None = Field(description="Null until somebody has looked.")
    because: FalseAlarmBecause | None
    answered_at: datetime | None
    answered_by_agency_id: UUID | None
    answered_by_id: UUID | None


class Feedback(BaseModel):
    """Whether it was useful."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"verdict": "false_alarm", "because": "already_known"}]}
    )

    verdict: Verdict
    because: FalseAlarmBecause | None = Field(None, description="Why it was a false alarm.")

    @model_validator(mode="after")
    def _a_false_alarm_has_a_reason(self) -> "Feedback":
        if (self.verdict is Verdict.FALSE_ALARM) != (self.because is not None):
            raise WrongValue(
                "a false alarm has a reason, and nothing else has",
                "une fausse alerte a un motif, et rien d'autre n'en a",
            )
        return self


@list_router.get("", responses=refusals(), summary="List early warnings that wait for you")
async def list_unanswered(_actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[EarlyWarningView]:
    """What rules noticed in open cases on whose team you are and nobody has looked at, newest first: each only where
    you may see every fact on which it rests.
    """
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_unanswered(work, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("", responses=READS, summary="List the early warnings of a case")
async def list_early_warnings(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlyWarningView]:
    """What rules noticed in a case, newest first: each only where you may see every fact on which it rests."""
    keys = keys_of(after, UUID)
    found = await actions.list_early_warnings(work, case_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{early_warning_id}", responses=READS, summary="Read an early warning")
async def read_early_warning(case_id: UUID, early_warning_id: UUID, _actor: Reader, work: Work) -> EarlyWarningView:
    """One of them, with the version of the rule that noticed it and the facts on which it rests."""
    return await _answer(work, case_id, early_warning_id, "read-early-warning")


@router.post("/{early_warning_id}/feedback", responses=ACTS, summary="Say whether an early warning was useful")
async def give_feedback(
    case_id: UUID, early_warning_id: UUID, body: Feedback, actor: Writer, work: Work, once: OneTime
) -> EarlyWarningView:
    """Say whether it was useful, or why it was a false alarm, once; with a ground to contribute in the category of each
    fact. Nothing follows by itself: what to do, you decide.
    """
    said = (body.verdict, body.because)
    await once.run(work, lambda: actions.answer(work, actor, case_id, early_warning_id, *said))
    return await _answer(work, case_id, early_warning_id, "answer-early-warning")


async def _answer(work: UnitOfWork, case_id: UUID, early_warning_id: UUID, operation: str) -> EarlyWarningView:
    return _shown(await actions.read_early_warning(work, case_id, early_warning_id, operation))


def _shown(row: asyncpg.Record) -> EarlyWarningView:
    rule = {"id": row["rule_id"], **{name: row[name] for name in ("version", "kind", "at_least", "days")}}
    return EarlyWarningView.model_validate({**row, "rule": rule})
