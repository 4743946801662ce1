"""Agree to a budget, or write down that a person does."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.budgets import events
from services.cases.budgets.actions.parts import decide_on, keep_part, list_parts, read_part
from services.cases.budgets.policy import SIGN
from services.cases.budgets.store.budgets import BUDGETS
from services.cases.budgets.store.parts import SIGNATURES
from services.cases.items.actions import Opened, item_lines, load_for_change, tell_each
from services.cases.people.actions.representatives import has_one_who_may, no_power
from services.cases.people.domain.parts import Power
from services.cases.plans.domain.agreeing import SignedHow
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.budgets import BudgetParty
from shared.contracts.cases.plans import SignedAs
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class NewSignature:
    """What somebody says to a budget as it is now.

    Attributes:
        person_id: for whom; None for a worker, and for the one person whom it is about.
        representative_id: who speaks for them, where known here.
    """

    party: BudgetParty
    person_id: UUID | None
    representative_id: UUID | None
    answer: SignedAs
    signed_how: SignedHow


async def sign_budget(
    work: UnitOfWork, actor: Actor, case_id: UUID, budget_id: UUID, version: int, said: NewSignature
) -> UUID:
    """Agree or disagree: as a worker, or by writing down what the person or their representative says.

    Args:
        version: of the budget, that was read.

    Raises:
        NotFound: no such budget in this case that the caller may see.
        NotAllowed: no ground to contribute about each person.
        Stale: somebody changed it since.
        Invalid: for a person whom it is not about, or by a representative without a power that the caller sees.
    """
    budget = await load_for_change(work, BUDGETS, case_id, budget_id, version)
    await decide_on(work, actor, SIGN, budget)
    values = {
        "party": said.party,
        "person_id": await _for_whom(work, budget, said),
        "representative_id": said.representative_id,
        "answer": said.answer,
        "signed_how": said.signed_how,
        "signed_at": work.now,
        "terms_version": budget.row["terms_version"],
        "decision_id": work.decision_id,
        "session_id": actor.session_id,
    }
    signature_id = await keep_part(work, SIGNATURES, budget, values)
    await add_lines(work, *item_lines(actor, budget.row, LineKind.BUDGET_SIGNED, state=said.answer))
    await tell_each(
        work,
        budget.people,
        lambda one: events.BudgetSigned(
            case_id=case_id, person_id=one, budget_id=budget_id, party=said.party, answer=said.answer
        ),
    )
    return signature_id


async def read_signature(work: UnitOfWork, case_id: UUID, budget_id: UUID, signature_id: UUID) -> asyncpg.Record:
    """One signature that was just given, as `parts.read_part` says."""
    return await read_part(work, SIGNATURES, case_id, budget_id, signature_id, "sign-budget")


async def list_signatures(
    work: UnitOfWork, case_id: UUID, budget_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Who signed a budget, as `parts.list_parts` says."""
    return await list_parts(work, SIGNATURES, case_id, budget_id, after, limit)


async def _for_whom(work: UnitOfWork, budget: Opened, said: NewSignature) -> UUID | None:
    if said.party is BudgetParty.WORKER:
        return None
    person_id = said.person_id or (budget.people[0] if len(budget.people) == 1 else None)
    if person_id not in budget.people:
        raise Invalid.field(
            "#/person_id",
            "not_theirs",
            "Name somebody whose budget it is.",
            "Indiquez une personne à qui appartient ce budget.",
        )
    by_representative = said.party is BudgetParty.REPRESENTATIVE
    if by_representative and not await has_one_who_may(work, person_id, Power.MANAGE_MONEY, said.representative_id):
        raise no_power(Power.MANAGE_MONEY)
    return person_id
