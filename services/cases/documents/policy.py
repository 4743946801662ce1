"""Who may add documents, and correct or replace them. Who may see one is decided as for every item of a record."""

from collections.abc import Sequence
from typing import Any

from services.cases.coordination.policy import (
    AboutItem,
    AboutPeople,
    they_may_contribute_about_everybody,
    they_supervise_in_the_agency_that_wrote_it,
    they_wrote_it,
)
from shared.policy.grammar import Rule

ADD = "add a document"
CORRECT = "correct or replace a document"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"
_ACCURACY = "GDPR Art. 5(1)(d): what is recorded is accurate; whoever answers for it corrects it"

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        ADD,
        (they_may_contribute_about_everybody,),
        _TASK,
        ("its kind is told by its content", "what holds a virus is not kept", "the sender's agency sees what it sent"),
    ),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = (
    Rule(CORRECT, (they_wrote_it,), _ACCURACY, ("the earlier version is kept",)),
    Rule(CORRECT, (they_supervise_in_the_agency_that_wrote_it,), _ACCURACY, ("the earlier version is kept",)),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES)
