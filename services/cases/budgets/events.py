"""What can happen to personal budgets. How much, the budget tells those who may see it."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.items.events import AboutItem
from shared.contracts.cases.budgets import BudgetParty
from shared.contracts.cases.plans import SignedAs


@dataclass(frozen=True, kw_only=True)
class _AboutBudget(AboutItem):
    budget_id: UUID


class BudgetMade(_AboutBudget):
    """Somebody made a budget, to be agreed on."""

    TYPE = "parcours.budget.made.v1"


class BudgetChanged(_AboutBudget):
    """A budget has a new version."""

    TYPE = "parcours.budget.changed.v1"


@dataclass(frozen=True, kw_only=True)
class BudgetSigned(_AboutBudget):
    """A person, a representative or a worker agreed or disagreed to a budget."""

    TYPE = "parcours.budget.signed.v1"

    party: BudgetParty
    answer: SignedAs


@dataclass(frozen=True, kw_only=True)
class _AboutSpending(_AboutBudget):
    spending_id: UUID


class BudgetSpent(_AboutSpending):
    """Something was spent of a budget."""

    TYPE = "parcours.budget.spent.v1"


class SpendingReversed(_AboutSpending):
    """What was written down as spent was taken back."""

    TYPE = "parcours.budget.spending_reversed.v1"
