"""Who may add documents, and correct or replace them. Who may see one is decided as for every item of a record."""

from collections.abc import Sequence
from typing import Any

from services.cases.coordination.policy import AboutPeople, they_may_contribute_about_everybody
from services.cases.documents.domain.evidence import Ground
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.identity.actor import Actor
from shared.policy.grammar import Rule


def their_agency_recorded_it(actor: Actor, facts: Ground) -> bool:
    """The worker's agency recorded the consent or mandate."""
    return actor.agency_id == facts.agency_id


ADD = "add a document"
CORRECT = "correct or replace a document"
NAME_EVIDENCE = "name a document as evidence of a consent or mandate, or take that back"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        ADD,
        (they_may_contribute_about_everybody,),
        _TASK,
        ("its kind is told by its content", "what holds a virus is not kept", "the sender's agency sees what it sent"),
    ),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = corrected_by_its_writer(CORRECT)
EVIDENCE_RULES: tuple[Rule[Ground], ...] = (
    Rule(
        NAME_EVIDENCE,
        (their_agency_recorded_it,),
        "GDPR Art. 5(2) and 7(1): whoever rests on a ground can show that it is there",
        ("who sees the document is decided by the document",),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES, *EVIDENCE_RULES)
