"""`/v1/cases/{id}/budgets/{id}/spendings`, `/statement`."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.budgets.actions import spending as actions
from services.cases.budgets.api.budgets import MONEY
from services.cases.budgets.domain.budget import AboveBecause, AboveLine, NotAgreed, Purpose
from services.cases.budgets.domain.money import LARGEST
from services.cases.items.api import Reader, Writer
from shared.refusals import Conflict, NotFound
from shared.web.caller import Work
from shared.web.documented import ACTS, READS, refusals
from shared.web.entity_tags import content_tag
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/budgets/{budget_id}", tags=["budgets"])

_SPENDING: Final[JsonDict] = {
    "purpose": "mobility",
    "amount": 1_850,
    "spent_on": "2026-05-04",
    "above_because": None,
}
_ABOVE: Final = "Why, should it be more than the line has; kept only then."


class NewSpending(BaseModel):
    """What was spent."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_SPENDING]})

    purpose: Purpose = Field(description="Of which line.")
    amount: int = Field(strict=True, gt=0, le=LARGEST, description=MONEY)
    spent_on: date
    above_because: AboveBecause | None = Field(None, description=_ABOVE)

    def command(self) -> actions.NewSpending:
        """As the action takes it."""
        return actions.NewSpending(
            purpose=self.purpose, amount=self.amount, spent_on=self.spent_on, above_because=self.above_because
        )


class Reversal(BaseModel):
    """That it was not spent after all: nothing is to be said."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})


class SpendingView(BaseModel):
    """What was spent, or taken back."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_SPENDING,
                    "id": "0198c0de-0000-7000-8000-0000000000be",
                    "budget_id": "0198c0de-0000-7000-8000-0000000000bb",
                    "reverses_id": None,
                    "written_at": "2026-05-05T10:00:00+00:00",
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                }
            ]
        }
    )

    id: UUID
    budget_id: UUID
    purpose: Purpose
    amount: int = Field(description=f"{MONEY} Negative where it takes something back.")
    spent_on: date
    above_because: AboveBecause | None
    reverses_id: UUID | None = Field(description="The spending that this takes back.")
    written_at: datetime
    agency_id: UUID
    worker_id: UUID


class Sum(BaseModel):
    """Money, in the smallest unit of the currency."""

    planned: int
    spent: int
    left: int = Field(description="Negative where more was spent.")


class LineSum(Sum):
    """A line of a budget, and what was spent of it."""

    purpose: Purpose


class StatementView(BaseModel):
    """A budget and what was spent of it: the whole is the sum of the lines, a line the sum of its spendings."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "budget_id": "0198c0de-0000-7000-8000-0000000000bb",
                    "title": "Getting about",
                    "currency": "EUR",
                    "begins_on": "2026-04-01",
                    "ends_on": "2026-12-31",
                    "whole": {"planned": 30_000, "spent": 1_850, "left": 28_150},
                    "lines": [{"purpose": "mobility", "planned": 30_000, "spent": 1_850, "left": 28_150}],
                    "spendings": [],
                }
            ]
        }
    )

    budget_id: UUID
    title: str
    currency: str
    begins_on: date
    ends_on: date
    whole: Sum
    lines: list[LineSum]
    spendings: list[SpendingView]


@router.post(
    "/spendings",
    status_code=201,
    responses={**ACTS, **refusals(NotFound, Conflict, AboveLine, NotAgreed)},
    summary="Write down what was spent",
)
async def spend(
    case_id: UUID, budget_id: UUID, body: NewSpending, actor: Writer, work: Work, once: OneTime, response: Response
) -> SpendingView:
    """Spend of a line of a budget that is agreed on. More than the line has is refused unless `above_because` says why.
    Of two who spend at the same moment the second finds what the first has left.
    """
    made = await once.run(work, lambda: actions.spend(work, actor, case_id, budget_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/budgets/{budget_id}/spendings"
    return _spending_shown(await actions.read_spending(work, case_id, budget_id, made, "spend"))


@router.get("/spendings", responses=READS, summary="List what was spent")
async def list_spendings(
    case_id: UUID, budget_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[SpendingView]:
    """What was spent of the budget and taken back, oldest first."""
    keys = keys_of(after, UUID)
    found = await actions.list_spendings(work, case_id, budget_id, keys[0] if keys else None, limit)
    rows, following = page(found, limit, "id")
    return Page(items=[_spending_shown(row) for row in rows], next=following)


@router.post("/spendings/{spending_id}/reversal", status_code=201, responses=ACTS, summary="Take a spending back")
async def reverse_spending(
    case_id: UUID, budget_id: UUID, spending_id: UUID, _body: Reversal, actor: Writer, work: Work, once: OneTime
) -> SpendingView:
    """Say that it was not spent after all: what you wrote, or what your agency wrote if you supervise there. Both stay
    in the statement.
    """
    made = await once.run(work, lambda: actions.reverse_spending(work, actor, case_id, budget_id, spending_id))
    return _spending_shown(await actions.read_spending(work, case_id, budget_id, made, "reverse-spending"))


@router.get("/statement", responses=READS, summary="Read the statement of a personal budget")
async def read_statement(
    case_id: UUID, budget_id: UUID, _actor: Reader, work: Work, response: Response
) -> StatementView:
    """What was planned, spent and left, line by line, for the person. The summary of the case prints it too."""
    budget, said, spendings = await actions.read_statement(work, case_id, budget_id)
    shown = StatementView(
        budget_id=budget_id,
        title=budget["title"],
        currency=said.currency,
        begins_on=budget["begins_on"],
        ends_on=budget["ends_on"],
        whole=Sum(planned=said.planned, spent=said.spent, left=said.left),
        lines=[
            LineSum(purpose=line.purpose, planned=line.planned, spent=line.spent, left=line.left) for line in said.lines
        ],
        spendings=[_spending_shown(row) for row in spendings],
    )
    response.headers["ETag"] = content_tag(shown.model_dump_json().encode())
    return shown


def _spending_shown(row: asyncpg.Record) -> SpendingView:
    return SpendingView.model_validate({**row, "purpose": row["spent_for"]})
