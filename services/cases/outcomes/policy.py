"""Who may say what became of a need, and record what was used or avoided. A case is closed by the rules about cases."""

from collections.abc import Sequence
from typing import Any

from services.cases.coordination.policy import AboutPeople, they_may_contribute_about_everybody
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.policy.grammar import Rule

SAY_NEED_OUTCOME = "say what became of a need"
OBSERVE = "record what was used or avoided"
CORRECT = "correct what was said to be used or avoided"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(SAY_NEED_OUTCOME, (they_may_contribute_about_everybody,), _TASK, ("what was said before stands beside it",)),
    Rule(OBSERVE, (they_may_contribute_about_everybody,), _TASK, ("the writer's agency sees what it wrote",)),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = corrected_by_its_writer(CORRECT)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES)
