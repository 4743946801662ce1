"""What a summary says of personal budgets: the statement for the person. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.cases.budgets.domain.budget import Account
from services.cases.budgets.domain.money import written
from services.cases.summaries.domain.document import Entry, Fact, Section
from services.cases.summaries.domain.speaking import Speaker


@dataclass(frozen=True)
class BudgetShown:
    """A budget as its reader sees it, with what they see of what was spent.

    Attributes:
        is_agreed: everybody whose budget it is, and a worker, agree to it as it is now.
    """

    row: Mapping[str, Any]
    account: Account
    is_agreed: bool


def budgets_section(budgets: Sequence[BudgetShown], speaker: Speaker) -> Section:
    """Each budget, line by line and as a whole."""
    return speaker.section(
        ("Personal budgets", "Budgets personnels"),
        tuple(_entry(one, speaker) for one in budgets),
        ("There is no personal budget here.", "Aucun budget personnel ici."),
        most=None,
    )


def _entry(budget: BudgetShown, speaker: Speaker) -> Entry:
    said = budget.account
    agreed = speaker.say("Yes", "Oui") if budget.is_agreed else speaker.say("Not yet", "Pas encore")
    lines = [(speaker.word(line.purpose), line.planned, line.spent, line.left) for line in said.lines]
    whole = (speaker.say("The whole", "Ensemble"), said.planned, said.spent, said.left)
    return Entry(
        budget.row["title"],
        (
            Fact(speaker.say("From", "Du"), speaker.day(budget.row["begins_on"])),
            Fact(speaker.say("Until", "Au"), speaker.day(budget.row["ends_on"])),
            Fact(speaker.say("Agreed on", "Convenu"), agreed),
            *(Fact(name, _sums(said.currency, sums, speaker)) for name, *sums in (*lines, whole)),
        ),
    )


def _sums(currency: str, sums: Sequence[int], speaker: Speaker) -> str:
    planned, spent, left = (written(one, currency, point=speaker.say(".", ",")) for one in sums)
    return speaker.say(
        f"planned {planned}, spent {spent}, left {left}", f"prévu {planned}, dépensé {spent}, reste {left}"
    )
