"""`/v1/cases/{id}/budgets`."""

from datetime import date
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from typing_extensions import override

from services.cases.budgets.actions import budgets as actions
from services.cases.budgets.actions.parts import last_words
from services.cases.budgets.domain.budget import Line, Purpose, Terms, is_agreed
from services.cases.budgets.domain.money import LARGEST
from services.cases.items.api import (
    CORRECTS,
    OPENS,
    Correction,
    EarlierVersion,
    ItemView,
    NewItemBody,
    Reader,
    Writer,
    earlier_page,
    with_people,
)
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work
from shared.web.documented import ACTS, READS
from shared.web.entity_tags import IfMatch, entity_tag, expected_version
from shared.web.idempotency import OneTime
from shared.web.merge_patch import MERGE_PATCH
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/cases/{case_id}/budgets", tags=["budgets"])

MONEY: Final = "In the smallest unit of the currency: cents of EUR."
_EXAMPLE: Final[JsonDict] = {
    "category": "finance",
    "sensitivity": "ordinary",
    "title": "Getting about and help at home",
    "currency": "EUR",
    "amount": 120_000,
    "begins_on": "2026-04-01",
    "ends_on": "2026-12-31",
    "lines": [{"purpose": "help_at_home", "planned": 90_000}, {"purpose": "mobility", "planned": 30_000}],
}


class LineBody(BaseModel):
    """What is planned for one purpose."""

    model_config = ConfigDict(extra="forbid")

    purpose: Purpose
    planned: int = Field(strict=True, ge=0, le=LARGEST, description=MONEY)


class NewBudget(NewItemBody):
    """A budget to be agreed on."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    category: Category = Category.FINANCE
    title: str = Field(min_length=1, max_length=200)
    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217.")
    amount: int = Field(strict=True, gt=0, le=LARGEST, description=f"The sum of the lines. {MONEY}")
    begins_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day, included.")
    lines: list[LineBody] = Field(min_length=1, max_length=len(Purpose), description="One for each purpose.")

    def command(self) -> actions.NewBudget:
        """As the action takes it."""
        return actions.NewBudget(
            person_ids=tuple(dict.fromkeys(self.person_ids)),
            category=self.category,
            sensitivity=self.sensitivity,
            title=self.title,
            terms=Terms(
                self.currency,
                self.amount,
                self.begins_on,
                self.ends_on,
                tuple(Line(one.purpose, one.planned) for one in self.lines),
            ),
        )


class BudgetChange(Correction):
    """What changes; what is left out stays. Other money or another time is to be agreed on anew."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ends_on": "2027-01-31"}]})

    REMOVABLE: ClassVar[frozenset[str]] = frozenset()

    title: str | None = Field(None, min_length=1, max_length=200)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    amount: int | None = Field(None, strict=True, gt=0, le=LARGEST, description=MONEY)
    begins_on: date | None = None
    ends_on: date | None = None
    lines: list[LineBody] | None = Field(None, min_length=1, max_length=len(Purpose), description="All of them.")

    @override
    def changes(self) -> dict[str, Any]:
        """By field, as the action takes it."""
        changes = super().changes()
        if self.lines is not None:
            changes["lines"] = [{"purpose": one.purpose, "planned": one.planned} for one in self.lines]
        return changes


class BudgetView(ItemView):
    """A budget as it is now; its statement says what was spent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_EXAMPLE,
                    "id": "0198c0de-0000-7000-8000-0000000000bb",
                    "case_id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_ids": ["0198c0de-0000-7000-8000-000000000f01"],
                    "is_agreed": False,
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
                    "written_at": "2026-03-20T09:14:00+00:00",
                    "changed_at": "2026-03-20T09:14:00+00:00",
                    "version": 1,
                }
            ]
        }
    )

    title: str
    currency: str
    amount: int = Field(description=f"The sum of the lines. {MONEY}")
    begins_on: date
    ends_on: date
    lines: list[LineBody]
    is_agreed: bool = Field(description="Everybody whose budget it is, and a worker, agree to it as it is now.")


@router.post("", status_code=201, responses=ACTS, summary="Make a personal budget")
async def make_budget(
    case_id: UUID, body: NewBudget, actor: Writer, work: Work, once: OneTime, response: Response
) -> BudgetView:
    """Write down how much money people may use, when and for what. Nothing is spent of it until they or their
    representatives and a worker agree. A ground to contribute is enough.
    """
    budget_id = await once.run(work, lambda: actions.make_budget(work, actor, case_id, body.command()))
    response.headers["Location"] = f"/v1/cases/{case_id}/budgets/{budget_id}"
    return await _answer(work, case_id, budget_id, "make-budget", response)


@router.get("", responses=READS, summary="List the personal budgets of a case")
async def list_budgets(
    case_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[BudgetView]:
    """Budgets that you may see, in the order of writing."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_budgets(work, case_id, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[budget_shown(row) for row in rows], next=following)


@router.get("/{budget_id}", responses=OPENS, summary="Read a personal budget")
async def read_budget(case_id: UUID, budget_id: UUID, _actor: Reader, work: Work, response: Response) -> BudgetView:
    """One budget in its present version."""
    return await _answer(work, case_id, budget_id, "read-budget", response)


@router.patch("/{budget_id}", responses=CORRECTS, summary="Change a personal budget")
async def change_budget(
    case_id: UUID,
    budget_id: UUID,
    body: Annotated[BudgetChange, Body(media_type=MERGE_PATCH)],
    actor: Writer,
    work: Work,
    response: Response,
    if_match: IfMatch = None,
) -> BudgetView:
    """Change what you wrote, or what your agency wrote if you supervise there. The earlier version is kept; where money
    or time change it is to be agreed on anew. No line can have less than was spent of it.
    """
    await actions.change_budget(work, actor, case_id, budget_id, expected_version(if_match), body.changes())
    return await _answer(work, case_id, budget_id, "change-budget", response)


@router.get("/{budget_id}/versions", responses=OPENS, summary="List earlier versions of a personal budget")
async def list_versions(
    case_id: UUID, budget_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[EarlierVersion]:
    """What a budget said before, oldest first, each version as far as you may see it."""
    keys = keys_of(after, int)
    rows = await actions.list_budget_versions(work, case_id, budget_id, keys[0] if keys else None, limit)
    return earlier_page(rows, limit)


async def _answer(work: UnitOfWork, case_id: UUID, budget_id: UUID, operation: str, response: Response) -> BudgetView:
    row = await actions.read_budget(work, case_id, budget_id, operation)
    response.headers["ETag"] = entity_tag(row["version"])
    return budget_shown(row)


def budget_shown(row: asyncpg.Record) -> BudgetView:
    """A budget as a caller reads it."""
    shown = with_people(row)
    return BudgetView.model_validate({**shown, "is_agreed": is_agreed(shown["person_ids"], last_words(row))})
