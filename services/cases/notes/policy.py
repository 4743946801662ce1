"""Who may write notes, record needs, and correct them. Who may see one is decided as for every item of a record."""

from collections.abc import Sequence
from typing import Any

from services.cases.access.policy import EARLIER_KEPT, PUBLIC_TASK, WRITER_SEES
from services.cases.coordination.policy.cases import AboutPeople, they_may_contribute_about_everybody
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.phrases import Phrase
from shared.policy.grammar import Rule

ADD_NOTE = Phrase("add a note", "ajouter une note")
RECORD_NEED = Phrase("record a need", "consigner un besoin")
MOVE_NEED = Phrase("say how far a need is met", "dire où en est un besoin")
CORRECT = Phrase("correct what was written", "rectifier ce qui a été écrit")


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        ADD_NOTE,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (WRITER_SEES,),
    ),
    Rule(
        RECORD_NEED,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (WRITER_SEES,),
    ),
    Rule(
        MOVE_NEED,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (EARLIER_KEPT,),
    ),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = corrected_by_its_writer(CORRECT)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES)
