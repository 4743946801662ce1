"""Who may warn others of something about a person, review and correct a warning, and say how risky a case is.

Who may see a warning is decided as for every item of a record; what to do at a visit is told to whoever may read how
to reach the person (`predicate.precautions_json`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.coordination.policy import (
    AboutCase,
    AboutPeople,
    they_lead_the_case,
    they_may_contribute_about_everybody,
    they_supervise_in_the_lead_agency,
)
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


def they_know_the_people_of_their_agency(actor: Actor, _facts: AboutItem) -> bool:
    """The worker does casework or supervision."""
    return bool(actor.roles & {Role.CASEWORKER, Role.SUPERVISOR})


def their_agency_wrote_it(actor: Actor, facts: AboutItem) -> bool:
    """The worker's agency wrote it."""
    return actor.agency_id == facts.agency_id


@dataclass(frozen=True)
class AboutRule:
    """A rule that notices early, by whose it is.

    Attributes:
        agency_id: that wrote it first, or is about to.
    """

    municipality_id: UUID
    agency_id: UUID


def they_act_in_its_municipality(actor: Actor, facts: AboutRule) -> bool:
    """The agency operates in the rule's municipality."""
    return facts.municipality_id in actor.municipalities


def they_administer_or_supervise(actor: Actor, _facts: AboutRule) -> bool:
    """The worker is administrator or supervisor."""
    return bool(actor.roles & {Role.ADMINISTRATOR, Role.SUPERVISOR})


def they_supervise(actor: Actor, _facts: AboutRule) -> bool:
    """The worker is supervisor."""
    return Role.SUPERVISOR in actor.roles


def their_agency_answers_for_it(actor: Actor, facts: AboutRule) -> bool:
    """The worker's agency wrote the rule."""
    return facts.agency_id == actor.agency_id


RECORD_WARNING = "record a warning"
REVIEW_WARNING = "review a warning"
CORRECT_WARNING = "correct a warning"
ASSESS_RISK = "assess the risk of a case"
GIVE_REASON = "give a reason for the risk of a case"
RECORD_OCCURRENCE = "record what happened"
CORRECT_OCCURRENCE = "correct what happened"
WRITE_RULE = "write a rule that notices early"
SEE_COUNTS = "see how often a rule noticed something"
ANSWER = "say whether an early warning was useful"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        RECORD_WARNING,
        (they_may_contribute_about_everybody,),
        "GDPR Art. 6(1)(d) and (e): the safety of the person, of those around them and of whoever visits",
        (
            "it is looked at again within a year",
            "the person is told, or it is said why not",
            "what to do at a visit is told to whoever may read how to reach the person",
        ),
    ),
    Rule(
        GIVE_REASON,
        (they_may_contribute_about_everybody,),
        _TASK,
        ("it is shown as an item of its category",),
    ),
    Rule(RECORD_OCCURRENCE, (they_may_contribute_about_everybody,), _TASK, ("the writer's agency sees what it wrote",)),
    Rule(
        ANSWER,
        (they_may_contribute_about_everybody,),
        "GDPR Art. 22: a person says what it means, and no machine",
        ("it is asked for the category of each fact",),
    ),
)
CASE_RULES: tuple[Rule[AboutCase], ...] = tuple(
    Rule(
        ASSESS_RISK,
        (sentence,),
        "GDPR Art. 22: a person decides how much may go wrong, and no machine",
        ("who said it, when and why is kept", "work lists follow"),
    )
    for sentence in (they_lead_the_case, they_supervise_in_the_lead_agency)
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = (
    Rule(
        REVIEW_WARNING,
        (their_agency_wrote_it, they_know_the_people_of_their_agency),
        "GDPR Art. 5(1)(d) and (e): a warning that is no longer true ends; no other agency takes a warning away",
        ("the earlier version is kept",),
    ),
    *corrected_by_its_writer(CORRECT_WARNING),
    *corrected_by_its_writer(CORRECT_OCCURRENCE),
)
MUNICIPALITY_RULES: tuple[Rule[AboutRule], ...] = (
    Rule(
        WRITE_RULE,
        (they_act_in_its_municipality, they_administer_or_supervise, their_agency_answers_for_it),
        "Whoever answers for the work of others says what is to be noticed",
        ("a version never changes", "it decides nothing about anybody"),
    ),
    Rule(
        SEE_COUNTS,
        (they_act_in_its_municipality, they_supervise),
        "GDPR Art. 5(2): a rule that raises false alarms must be seen to",
        ("counts under five are hidden",),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *CASE_RULES, *ITEM_RULES, *MUNICIPALITY_RULES)
