"""`/v1/cases/{id}/risk-assessments`, `/v1/risk-reasons`."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.alerts.actions import risk as actions
from services.cases.alerts.domain.risk import REASONS, RiskReason
from services.cases.coordination.domain.case import RISKS, Risk
from services.cases.items.api import Reader, Writer
from services.cases.timeline.api import Language
from shared.contracts.cases.vocabulary import Category
from shared.web.caller import Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page
from shared.web.problems import speaks_french

router = APIRouter(prefix="/v1/cases/{case_id}/risk-assessments", tags=["risk"])
terms_router = APIRouter(prefix="/v1/risk-reasons", tags=["risk"])

_EXAMPLE: Final[JsonDict] = {"risk": "high", "reasons": ["eviction", "isolation"]}


class NewAssessment(BaseModel):
    """How much may go wrong, and why."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    risk: Risk = Field(description="low, moderate or high; where more than little may go wrong, say why.")
    reasons: list[RiskReason] = Field([], max_length=len(RiskReason), description="Of `GET /v1/risk-reasons`.")

    def command(self) -> actions.Assessment:
        """As the action takes it."""
        return actions.Assessment(risk=self.risk, reasons=tuple(dict.fromkeys(self.reasons)))


class AssessmentView(BaseModel):
    """How much somebody found may go wrong, and why, as far as you may see it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000e8",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "assessed_at": "2026-03-02T09:14:00+00:00",
                }
            ]
        }
    )

    id: UUID
    case_id: UUID
    risk: Risk
    reasons: list[RiskReason] = Field(description="Those whose category you may see for everybody concerned.")
    agency_id: UUID = Field(description="Agency that assessed it.")
    worker_id: UUID = Field(description="Worker or system that assessed it.")
    assessed_at: datetime


class ReasonView(BaseModel):
    """Why something may go wrong."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "eviction", "category": "housing", "label": "Eviction"}]}
    )

    reason: RiskReason
    category: Category = Field(description="As an item of this category it is shown.")
    label: str = Field(description="In the caller's language.")


@terms_router.get("", responses=refusals(), summary="List reasons for risk")
async def list_reasons(_actor: Reader, accept_language: Language = "") -> Page[ReasonView]:
    """All coded terms, on one page."""
    french = speaks_french(accept_language)
    terms = [
        ReasonView(reason=one, category=term.category, label=term.label(french=french)) for one, term in REASONS.items()
    ]
    return Page(items=terms, next=None)


@router.post("", status_code=201, responses=ACTS, summary="Assess the risk of a case")
async def assess_risk(
    case_id: UUID, body: NewAssessment, actor: Writer, work: Work, once: OneTime, response: Response
) -> AssessmentView:
    """Say how much may go wrong and why; for the lead, or a supervisor of the lead's agency. It is the risk of the case
    from now on, and nothing else changes that.
    """
    assessment_id = await once.run(work, lambda: actions.assess_risk(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/risk-assessments/{assessment_id}"
    return _shown(await actions.read_assessment(work, case_id, assessment_id, "assess-risk"))


@router.get("", responses=READS, summary="List how risky a case was found")
async def list_assessments(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[AssessmentView]:
    """Who found what, when and why, the newest first."""
    keys = keys_of(after, UUID)
    rows = await actions.list_assessments(work, case_id, keys[0] if keys else None, limit)
    shown, following = page(rows, limit, "id")
    return Page(items=[_shown(row) for row in shown], next=following)


@router.get("/{assessment_id}", responses=READS, summary="Read how risky a case was found")
async def read_assessment(case_id: UUID, assessment_id: UUID, _actor: Reader, work: Work) -> AssessmentView:
    """One assessment; it never changes."""
    return _shown(await actions.read_assessment(work, case_id, assessment_id, "read-risk-assessment"))


def _shown(row: asyncpg.Record) -> AssessmentView:
    return AssessmentView.model_validate({**row, "risk": RISKS[row["risk"]]})
