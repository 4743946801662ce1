"""Who may say that somebody helps, and correct it. Who may see it is decided as for every item of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutInformalMember(AboutItem):
    """An informal member who is known, by who said so and who leads the case."""

    case: AboutCase


def they_lead_its_case(actor: Actor, facts: AboutInformalMember) -> bool:
    """The worker is the case's lead, or of the lead agency when it lets everybody lead."""
    return they_lead_the_case(actor, facts.case)


def they_supervise_in_its_lead_agency(actor: Actor, facts: AboutInformalMember) -> bool:
    """The worker is supervisor in the lead's agency."""
    return they_supervise_in_the_lead_agency(actor, facts.case)


ADD = "let somebody who helps without being paid belong to a team"
CORRECT = "correct what is known of an informal member, or say that they no longer help"

_ONE_LEAD = "One lead answers for the coordination, so that nobody falls between two agencies"
PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        ADD,
        (they_may_contribute_about_everybody,),
        "GDPR Art. 6(1)(e): who is at somebody's side every day is part of the help",
        (
            "they read nothing: no grant is issued to them",
            "what they say a worker writes down, as words of theirs, with a ground to contribute",
        ),
    ),
)
MEMBER_RULES: tuple[Rule[Any], ...] = (
    *corrected_by_its_writer(CORRECT),
    Rule(CORRECT, (they_lead_its_case,), _ONE_LEAD, ("the earlier version is kept",)),
    Rule(CORRECT, (they_supervise_in_its_lead_agency,), "A lead who is away is stood in for"),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *MEMBER_RULES)
