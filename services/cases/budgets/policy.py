"""Who may make a budget, agree to it, spend of it and take a spending back."""

from collections.abc import Sequence
from typing import Any

from services.cases.coordination.policy import AboutPeople, they_may_contribute_about_everybody
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.policy.grammar import Rule

MAKE = "make a personal budget"
SIGN = "agree to a personal budget, or write down that a person does"
SPEND = "write down what was spent of a personal budget"
CHANGE = "change a personal budget"
REVERSE = "take back what was written down as spent"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"
_OWN_MONEY = "A budget is the person's: what they or their representative say to it stands beside it"

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(MAKE, (they_may_contribute_about_everybody,), _TASK, ("nothing is spent until it is agreed on",)),
    Rule(
        SIGN,
        (they_may_contribute_about_everybody,),
        _OWN_MONEY,
        ("the signature names worker, time and sign-in, and is never changed",),
    ),
    Rule(
        SPEND,
        (they_may_contribute_about_everybody,),
        _TASK,
        ("above its line only for a reason", "what was spent is never changed, only taken back"),
    ),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = (*corrected_by_its_writer(CHANGE), *corrected_by_its_writer(REVERSE))
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES)
