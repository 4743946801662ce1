"""Personal budgets in a case, on the real database."""

from datetime import date
from uuid import UUID

from services.cases.budgets.actions.budgets import NewBudget, make_budget
from services.cases.budgets.actions.signing import NewSignature, sign_budget
from services.cases.budgets.actions.spending import NewSpending, read_statement, reverse_spending, spend
from services.cases.budgets.domain.budget import AboveBecause, Account, Line, Purpose, Terms
from services.cases.plans.domain.agreeing import SignedHow
from shared.contracts.cases.budgets import BudgetParty
from shared.contracts.cases.plans import SignedAs
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from tests.cases.plans.scenes import PlanScene

BEGINS, ENDS = date(2026, 1, 1), date(2026, 12, 31)


def terms(**planned: int) -> Terms:
    """Of this year, in euro; of mobility alone unless said otherwise."""
    lines = tuple(Line(Purpose(name), amount) for name, amount in (planned or {"mobility": 1_000}).items())
    return Terms("EUR", sum(line.planned for line in lines), BEGINS, ENDS, lines)


class BudgetScene(PlanScene):
    """The scene of plans, with money."""

    async def budget(
        self,
        who: Actor,
        case_id: UUID,
        *person_ids: UUID,
        category: Category = Category.SOCIAL,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        **planned: int,
    ) -> UUID:
        """Made by somebody; nobody has agreed to it."""
        command = NewBudget(
            person_ids=person_ids,
            category=category,
            sensitivity=sensitivity,
            title="Getting about",
            terms=terms(**planned),
        )
        async with self.work(who) as work:
            return await make_budget(work, who, case_id, command)

    async def agreed(self, who: Actor, case_id: UUID) -> UUID:
        """A budget to which everybody agrees."""
        budget_id = await self.budget(who, case_id)
        await self.all_agree(who, case_id, budget_id)
        return budget_id

    async def all_agree(self, who: Actor, case_id: UUID, budget_id: UUID) -> None:
        """The person of this scene, and a worker."""
        await self.signs(who, case_id, budget_id, BudgetParty.PERSON, person_id=self.person_id)
        await self.signs(who, case_id, budget_id, BudgetParty.WORKER)

    async def signs(
        self,
        who: Actor,
        case_id: UUID,
        budget_id: UUID,
        party: BudgetParty,
        answer: SignedAs = SignedAs.AGREED,
        *,
        version: int = 1,
        person_id: UUID | None = None,
        representative_id: UUID | None = None,
    ) -> UUID:
        said = NewSignature(
            party=party,
            person_id=person_id,
            representative_id=representative_id,
            answer=answer,
            signed_how=SignedHow.ORAL,
        )
        async with self.work(who) as work:
            return await sign_budget(work, who, case_id, budget_id, version, said)

    async def spends(
        self,
        who: Actor,
        case_id: UUID,
        budget_id: UUID,
        amount: int,
        because: AboveBecause | None = None,
        *,
        purpose: Purpose = Purpose.MOBILITY,
        spent_on: date = BEGINS,
    ) -> UUID:
        command = NewSpending(purpose=purpose, amount=amount, spent_on=spent_on, above_because=because)
        async with self.work(who) as work:
            return await spend(work, who, case_id, budget_id, command)

    async def takes_back(self, who: Actor, case_id: UUID, budget_id: UUID, spending_id: UUID) -> UUID:
        async with self.work(who) as work:
            return await reverse_spending(work, who, case_id, budget_id, spending_id)

    async def statement(self, who: Actor, case_id: UUID, budget_id: UUID) -> tuple[Account, list[int]]:
        """With the amounts of the spendings.

        Raises:
            NotFound: they do not see the budget.
        """
        async with self.work(who) as work:
            _, said, spendings = await read_statement(work, case_id, budget_id)
            return said, [one["amount"] for one in spendings]
