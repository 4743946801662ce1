"""Make budgets, change them, and read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.budgets import events
from services.cases.budgets.domain.budget import Purpose, Terms, terms_from
from services.cases.budgets.policy import CHANGE, ITEM_RULES, MAKE, PEOPLE_RULES
from services.cases.budgets.store import parts
from services.cases.budgets.store.budgets import BUDGETS
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.items.actions import (
    NewItem,
    change_item,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict

TERMS: Final = frozenset({"currency", "amount", "begins_on", "ends_on", "lines"})


@dataclass(frozen=True, kw_only=True)
class NewBudget(NewItem):
    """What is needed to make one."""

    title: str
    terms: Terms


async def make_budget(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewBudget) -> UUID:
    """Write down a budget, to be agreed on.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Invalid: its lines do not add up to its amount, or something else does not fit together.
    """
    standings = await may_write(work, actor, MAKE, case_id, command.person_ids, command.category, PEOPLE_RULES)
    terms = command.terms
    terms.check({})
    content = {
        "title": command.title,
        "currency": terms.currency,
        "amount": terms.amount,
        "begins_on": terms.begins_on,
        "ends_on": terms.ends_on,
        "lines": [{"purpose": line.purpose, "planned": line.planned} for line in terms.lines],
        "terms_version": 1,
    }
    budget_id = await keep_item(work, actor, BUDGETS, case_id, standings, command, content, LineKind.BUDGET_MADE)
    people = [one.person_id for one in standings]
    await tell_each(work, people, lambda one: events.BudgetMade(case_id=case_id, person_id=one, budget_id=budget_id))
    return budget_id


async def change_budget(
    work: UnitOfWork, actor: Actor, case_id: UUID, budget_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Change a budget; the earlier version is kept. Where money or period change, it is to be agreed on anew.

    Raises:
        NotFound: no such budget in this case that the caller may see.
        NotAllowed: the caller neither wrote it nor supervises in the agency that did.
        Stale: somebody changed it since.
        Invalid: it does not fit together.
        Conflict: a line would have less than was spent of it, or the currency would change after something was spent.
    """
    budget = await load_for_change(work, BUDGETS, case_id, budget_id, version)
    written = AboutItem(budget.row["agency_id"], budget.row["worker_id"])
    decide_about(work, ITEM_RULES, CHANGE, actor, written, budget.people)
    wanted = {**budget.content, **changes}
    changed = budget.changed_by(wanted)
    if changed & TERMS:
        spent = {Purpose(name): amount for name, amount in (await parts.spent(work, budget_id)).items()}
        terms_from(wanted).check(spent)
        if "currency" in changed and spent:
            raise Conflict("Something was spent in this currency.", detail_fr="Déjà dépensé dans cette monnaie.")
        wanted["terms_version"] = version + 1
    if changed:
        line = LineKind.BUDGET_CHANGED if changed & TERMS else None
        await change_item(work, actor, BUDGETS, budget, wanted, line)
        await tell_each(
            work,
            budget.people,
            lambda one: events.BudgetChanged(case_id=case_id, person_id=one, budget_id=budget_id),
        )
    return budget_id


async def read_budget(
    work: UnitOfWork, case_id: UUID, budget_id: UUID, operation: str = "read-budget"
) -> asyncpg.Record:
    """One budget; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, BUDGETS, case_id, budget_id, operation)


async def list_budgets(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Budgets of a case that the caller may see, as `items.list_items` says."""
    return await list_items(work, BUDGETS, case_id, after, limit)


async def list_budget_versions(
    work: UnitOfWork, case_id: UUID, budget_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a budget said before, as `items.list_versions` says."""
    return await list_versions(work, BUDGETS, case_id, budget_id, after, limit)
