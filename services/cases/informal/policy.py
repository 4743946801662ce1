"""Who may say that somebody helps, and correct it. Who may see it is decided as for every item of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.cases.access.policy import EARLIER_KEPT
from services.cases.coordination.policy.cases import (
    ONE_LEAD,
    STAND_IN,
    AboutCase,
    AboutPeople,
    they_lead_the_case,
    they_may_contribute_about_everybody,
    they_supervise_in_the_lead_agency,
)
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.identity.actor import Actor
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutInformalMember(AboutItem):
    """An informal member who is known, by who said so and who leads the case."""

    case: AboutCase


@in_french("L'intervenant est le référent de l'accompagnement, ou de l'organisme référent s'il n'en nomme aucun")
def they_lead_its_case(actor: Actor, facts: AboutInformalMember) -> bool:
    """The worker is the case's lead, or of the lead agency when it lets everybody lead."""
    return they_lead_the_case(actor, facts.case)


@in_french("L'intervenant est encadrant dans l'organisme du référent")
def they_supervise_in_its_lead_agency(actor: Actor, facts: AboutInformalMember) -> bool:
    """The worker is supervisor in the lead's agency."""
    return they_supervise_in_the_lead_agency(actor, facts.case)


ADD = Phrase(
    "let somebody who helps without being paid belong to a team",
    "associer à une équipe quelqu'un qui aide sans être payé",
)
CORRECT = Phrase(
    "correct what is known of an informal member, or say that they no longer help",
    "rectifier ce que l'on sait d'un aidant, ou dire qu'il n'aide plus",
)

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        ADD,
        (they_may_contribute_about_everybody,),
        Phrase(
            "GDPR Art. 6(1)(e): who is at somebody's side every day is part of the help",
            "RGPD art. 6, § 1, e) : qui est chaque jour aux côtés de quelqu'un fait partie de l'aide",
        ),
        (
            Phrase("they read nothing: no grant is issued to them", "il ne lit rien : aucun accès ne lui est accordé"),
            Phrase(
                "what they say a worker writes down, as words of theirs, with a ground to contribute",
                "ce qu'il dit, un intervenant le note comme sa parole, avec un fondement pour contribuer",
            ),
        ),
    ),
)
MEMBER_RULES: tuple[Rule[Any], ...] = (
    *corrected_by_its_writer(CORRECT),
    Rule(
        CORRECT,
        (they_lead_its_case,),
        ONE_LEAD,
        (EARLIER_KEPT,),
    ),
    Rule(
        CORRECT,
        (they_supervise_in_its_lead_agency,),
        STAND_IN,
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *MEMBER_RULES)
