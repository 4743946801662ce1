"""Who may say what became of a need, and record what was used or avoided. A case is closed by the rules about cases."""

from collections.abc import Sequence
from typing import Any

from services.cases.access.policy import PUBLIC_TASK, WRITER_SEES
from services.cases.coordination.policy.cases import AboutPeople, they_may_contribute_about_everybody
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.phrases import Phrase
from shared.policy.grammar import Rule

SAY_NEED_OUTCOME = Phrase("say what became of a need", "dire ce qu'il est advenu d'un besoin")
OBSERVE = Phrase("record what was used or avoided", "consigner ce qui a été utilisé ou évité")
CORRECT = Phrase("correct what was said to be used or avoided", "rectifier ce qui a été dit utilisé ou évité")


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        SAY_NEED_OUTCOME,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (Phrase("what was said before stands beside it", "ce qui a été dit avant figure à côté"),),
    ),
    Rule(
        OBSERVE,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (WRITER_SEES,),
    ),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = corrected_by_its_writer(CORRECT)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES)
