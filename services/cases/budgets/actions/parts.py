"""What hangs on a budget: signatures and spendings.

Whoever spends, signs or changes locks the budget first: one order explains what each of them finds.
"""

from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.budgets.actions.budgets import read_budget
from services.cases.budgets.policy import PEOPLE_RULES
from services.cases.budgets.store import parts as store
from services.cases.budgets.store.parts import Parts
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.items.actions import Opened
from shared.contracts.cases.plans import SignedAs
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id


async def decide_on(work: UnitOfWork, actor: Actor, action: str, budget: Opened) -> None:
    """Permit it by the grounds for each person whose budget it is.

    Raises:
        NotAllowed: none to contribute about each of them.
    """
    standings = tuple([await standing_to(work, person_id) for person_id in budget.people])
    facts = AboutPeople(standings, Category(budget.row["category"]))
    decide_about(work, PEOPLE_RULES, action, actor, facts, budget.people)


async def keep_part(work: UnitOfWork, parts: Parts, budget: Opened, values: dict[str, Any]) -> UUID:
    """Keep a new part, as the budget is classified now."""
    part_id = new_id()
    row = budget.row
    about = {name: row[name] for name in ("municipality_id", "category", "sensitivity")}
    named = {"id": part_id, "budget_id": row["id"], "about_id": row["person_id"]}
    await store.keep(work, parts, {**named, **about, **values})
    return part_id


async def read_part(
    work: UnitOfWork, parts: Parts, case_id: UUID, budget_id: UUID, part_id: UUID, operation: str
) -> asyncpg.Record:
    """One spending or signature; the look is logged.

    Raises:
        NotFound: none of a budget in this case that the caller may see.
    """
    row = await store.read(work, parts, case_id, budget_id, part_id, operation)
    if row is None:
        raise not_found(work, operation)
    return row


async def list_parts(
    work: UnitOfWork, parts: Parts, case_id: UUID, budget_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What was spent of a budget, or who signed it, in its order; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such budget in this case that the caller may see.
    """
    operation = f"list-{parts.name.replace('_', '-')}s"
    rows = await store.list_some(work, parts, case_id, budget_id, after, limit, operation)
    if not rows:
        await read_budget(work, case_id, budget_id, operation)
    return rows


def last_words(budget: asyncpg.Record) -> dict[UUID | None, SignedAs]:
    """The last word of each side to a budget as it is now."""
    return {one["person_id"] and UUID(one["person_id"]): SignedAs(one["answer"]) for one in budget["said"]}
