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
from services.cases.documents.domain.evidence import Ground
from shared.contracts.identity.actor import Actor
from shared.policy.grammar import Rule


def their_agency_recorded_it(actor: Actor, facts: Ground) -> bool:
    """The worker's agency recorded the consent or mandate."""
    return actor.agency_id == facts.agency_id


ADD = "add a document"
CORRECT = "correct or replace a document"
NAME_EVIDENCE = "name a document as evidence of a consent or mandate, or take that back"

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
EVIDENCE_RULES: tuple[Rule[Ground], ...] = (
    Rule(
        NAME_EVIDENCE,
        (their_agency_recorded_it,),
        "GDPR Art. 5(2) and 7(1): whoever rests on a ground can show that it is there",
        ("who sees the document is decided by the document",),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES, *EVIDENCE_RULES)
