"""Who may add documents, correct or replace them, and say how long they are kept.

Who may see one is decided as for every item of a record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.coordination.policy import AboutPeople, they_may_contribute_about_everybody
from services.cases.documents.domain.evidence import Ground
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutRule:
    """A rule of retention, by where and whose it is."""

    municipality_id: UUID
    agency_id: UUID


@dataclass(frozen=True)
class AboutHold:
    """A hold on a document that the worker sees, by the agency that holds it."""

    agency_id: UUID


def they_act_in_its_municipality(actor: Actor, facts: AboutRule) -> bool:
    """The agency operates in the municipality of the rule."""
    return facts.municipality_id in actor.municipalities


def they_answer_for_privacy(actor: Actor, _facts: AboutRule | AboutHold) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


def it_is_their_agencys(actor: Actor, facts: AboutRule | AboutHold) -> bool:
    """The rule or hold is of the worker's own agency."""
    return actor.agency_id == facts.agency_id


def their_agency_recorded_it(actor: Actor, facts: Ground) -> bool:
    """The worker's agency recorded the consent or mandate."""
    return actor.agency_id == facts.agency_id


ADD = "add a document"
CORRECT = "correct or replace a document"
NAME_EVIDENCE = "name a document as evidence of a consent or mandate, or take that back"
WRITE_RULE = "say for how long an agency keeps documents of a class"
RETIRE_RULE = "let nothing be deleted by a rule of retention any more"
HOLD = "hold a document back from deletion"
RELEASE = "let a document go that was held back from deletion"
SEE_HOLDS = "see who holds a document back from deletion"

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
RULE_RULES: tuple[Rule[AboutRule], ...] = (
    Rule(
        WRITE_RULE,
        (they_act_in_its_municipality, they_answer_for_privacy, it_is_their_agencys),
        "GDPR Art. 5(1)(e) and 24: whoever is responsible says for how long, and no longer than needed",
        (
            "it is about documents of that agency alone",
            "it takes effect a month later, so that others see it first",
            "evidence of a consent, refusal or mandate in force is kept whatever it says",
            "a line on the timeline says that a document was deleted, when, and by which class",
        ),
    ),
    Rule(
        RETIRE_RULE,
        (they_act_in_its_municipality, they_answer_for_privacy, it_is_their_agencys),
        "GDPR Art. 24: whoever is responsible",
        ("documents are kept until another rule says otherwise",),
    ),
)
HOLD_RULES: tuple[Rule[AboutHold], ...] = (
    Rule(
        HOLD,
        (they_answer_for_privacy,),
        "GDPR Art. 17(3)(e) and 18: what is needed for a legal claim is not deleted",
        ("they say why", "it is kept until they let it go"),
    ),
    Rule(RELEASE, (they_answer_for_privacy, it_is_their_agencys), "GDPR Art. 5(1)(e): kept no longer than needed"),
    Rule(
        SEE_HOLDS,
        (they_answer_for_privacy,),
        "GDPR Art. 39: privacy officers watch over it",
        ("why, only in the agency that holds it",),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES, *EVIDENCE_RULES, *RULE_RULES, *HOLD_RULES)
