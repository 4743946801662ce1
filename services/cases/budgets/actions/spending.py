"""Spend of a budget, take a spending back, and read its statement."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.budgets import events
from services.cases.budgets.actions.budgets import list_budgets, read_budget
from services.cases.budgets.actions.parts import decide_on, keep_part, last_words, list_parts, read_part
from services.cases.budgets.domain.budget import (
    AboveBecause,
    Account,
    NotAgreed,
    Purpose,
    above,
    account_of,
    is_agreed,
    terms_from,
)
from services.cases.budgets.policy import ITEM_RULES, REVERSE, SPEND
from services.cases.budgets.store import parts as store
from services.cases.budgets.store.budgets import BUDGETS
from services.cases.budgets.store.parts import SPENDINGS
from services.cases.coordination.actions.decisions import decide_about
from services.cases.items.actions import item_lines, load_for_change, tell_each
from services.cases.items.policy import AboutItem
from services.cases.territories.actions import today_in
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict

_AT_ONCE: Final = 500


@dataclass(frozen=True, kw_only=True)
class NewSpending:
    """What was spent, in the smallest unit of the budget's currency.

    Attributes:
        above_because: why, should it be more than the line has.
    """

    purpose: Purpose
    amount: int
    spent_on: date
    above_because: AboveBecause | None


async def spend(work: UnitOfWork, actor: Actor, case_id: UUID, budget_id: UUID, spending: NewSpending) -> UUID:
    """Write down what was spent of a line.

    Raises:
        NotFound: no such budget in this case that the caller may see.
        NotAllowed: no ground to contribute about each person.
        NotAgreed: somebody does not agree to it as it is now.
        AboveLine: the line has not enough, and nothing says why.
        Invalid: no such line, or not on that day.
    """
    budget = await load_for_change(work, BUDGETS, case_id, budget_id, None)
    await decide_on(work, actor, SPEND, budget)
    terms = terms_from(budget.content)
    line = terms.line(spending.purpose)
    terms.check_day(spending.spent_on, await today_in(work, budget.row["municipality_id"]))
    if not is_agreed(budget.people, last_words(budget.row)):
        raise NotAgreed
    spent = (await store.spent(work, budget_id)).get(spending.purpose, 0)
    values = {
        "spent_for": spending.purpose,
        "amount": spending.amount,
        "spent_on": spending.spent_on,
        "above_because": above(line, spent, spending.amount, spending.above_because),
        "reverses_id": None,
        "written_at": work.now,
    }
    spending_id = await keep_part(work, SPENDINGS, budget, values)
    await add_lines(work, *item_lines(actor, budget.row, LineKind.BUDGET_SPENT, state=None))
    await tell_each(
        work,
        budget.people,
        lambda one: events.BudgetSpent(case_id=case_id, person_id=one, budget_id=budget_id, spending_id=spending_id),
    )
    return spending_id


async def reverse_spending(work: UnitOfWork, actor: Actor, case_id: UUID, budget_id: UUID, spending_id: UUID) -> UUID:
    """Take back what was written down as spent; both stay in the statement.

    Raises:
        NotFound: no such spending of a budget in this case that the caller may see.
        NotAllowed: the caller neither wrote it down nor supervises in the agency that did.
        Conflict: it was taken back, or takes back itself.
    """
    budget = await load_for_change(work, BUDGETS, case_id, budget_id, None)
    spent = await read_part(work, SPENDINGS, case_id, budget_id, spending_id, "reverse-spending")
    decide_about(work, ITEM_RULES, REVERSE, actor, AboutItem(spent["agency_id"], spent["worker_id"]), budget.people)
    if spent["reverses_id"] is not None or await store.is_reversed(work, spending_id):
        raise Conflict("It was taken back.", detail_fr="Déjà annulé.")
    values = {
        "spent_for": spent["spent_for"],
        "amount": -spent["amount"],
        "spent_on": spent["spent_on"],
        "above_because": None,
        "reverses_id": spending_id,
        "written_at": work.now,
    }
    reversal_id = await keep_part(work, SPENDINGS, budget, values)
    await tell_each(
        work,
        budget.people,
        lambda one: events.SpendingReversed(
            case_id=case_id, person_id=one, budget_id=budget_id, spending_id=spending_id
        ),
    )
    return reversal_id


async def read_spending(
    work: UnitOfWork, case_id: UUID, budget_id: UUID, spending_id: UUID, operation: str
) -> asyncpg.Record:
    """One spending that was just written down, as `parts.read_part` says."""
    return await read_part(work, SPENDINGS, case_id, budget_id, spending_id, operation)


async def list_spendings(
    work: UnitOfWork, case_id: UUID, budget_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What was spent of a budget, as `parts.list_parts` says."""
    return await list_parts(work, SPENDINGS, case_id, budget_id, after, limit)


async def read_statement(
    work: UnitOfWork, case_id: UUID, budget_id: UUID
) -> tuple[asyncpg.Record, Account, list[asyncpg.Record]]:
    """A budget, what was spent of each line, and each spending; as far as the caller may see them.

    Raises:
        NotFound: no such budget in this case that the caller may see.
    """
    budget = await read_budget(work, case_id, budget_id, "read-budget-statement")
    spendings: list[asyncpg.Record] = []
    while True:
        last = spendings[-1]["id"] if spendings else None
        rows = await store.list_some(work, SPENDINGS, case_id, budget_id, last, _AT_ONCE, "read-budget-statement")
        spendings += rows[:_AT_ONCE]
        if len(rows) <= _AT_ONCE:
            break
    spent = [(Purpose(one["spent_for"]), one["amount"]) for one in spendings]
    return budget, account_of(terms_from(dict(budget)), spent), spendings


async def read_statements(work: UnitOfWork, case_id: UUID) -> list[tuple[asyncpg.Record, Account]]:
    """Every budget of a case that the caller may see, with what was spent of it, as `read_statement` says.

    Raises:
        NotFound: neither the case nor any budget in it is the caller's to see.
    """
    found: list[tuple[asyncpg.Record, Account]] = []
    while True:
        rows = await list_budgets(work, case_id, found[-1][0]["id"] if found else None, _AT_ONCE)
        for row in rows[:_AT_ONCE]:
            budget, said, _ = await read_statement(work, case_id, row["id"])
            found.append((budget, said))
        if len(rows) <= _AT_ONCE:
            return found
