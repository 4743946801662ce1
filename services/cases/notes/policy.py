"""Who may write notes, record needs, and correct them. Who may see one is decided as for every item of a record."""

from collections.abc import Sequence
from typing import Any

from services.cases.coordination.policy import AboutPeople, they_may_contribute_about_everybody
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.policy.grammar import Rule

ADD_NOTE = "add a note"
RECORD_NEED = "record a need"
MOVE_NEED = "say how far a need is met"
CORRECT = "correct what was written"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(ADD_NOTE, (they_may_contribute_about_everybody,), _TASK, ("the writer's agency sees what it wrote",)),
    Rule(RECORD_NEED, (they_may_contribute_about_everybody,), _TASK, ("the writer's agency sees what it wrote",)),
    Rule(MOVE_NEED, (they_may_contribute_about_everybody,), _TASK, ("the earlier version is kept",)),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = corrected_by_its_writer(CORRECT)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES)
