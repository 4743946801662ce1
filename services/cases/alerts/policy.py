"""Who may warn others of something about a person, review and correct a warning, and say how risky a case is.

Who may see a warning is decided as for every item of a record; what to do at a visit is told to whoever may read how
to reach the person (`predicate.precautions_json`).
"""

from collections.abc import Sequence
from typing import Any

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


RECORD_WARNING = "record a warning"
REVIEW_WARNING = "review a warning"
CORRECT_WARNING = "correct a warning"
ASSESS_RISK = "assess the risk of a case"
GIVE_REASON = "give a reason for the risk of a case"

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
        "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person",
        ("it is shown as an item of its category",),
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
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *CASE_RULES, *ITEM_RULES)
