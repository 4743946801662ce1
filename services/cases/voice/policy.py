"""Who may take down what people say, and who answers a complaint.

Who hears it is decided by whom it is addressed to (`predicate.hears_by`): what is said to the team, by whoever may see
items of its category; all that is said about an agency, by the supervisors of that agency while it has any ground
for the person; what is said to supervisors only, by them alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.coordination.policy import AboutPeople, they_may_contribute_about_everybody
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutAgency:
    """What is said about an agency."""

    agency_id: UUID


def they_supervise_in_the_agency_it_is_about(actor: Actor, facts: AboutAgency) -> bool:
    """The worker is supervisor in the agency that it is about."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


RATE = "take down how somebody found the help"
COMPLAIN = "take down a complaint"
ACKNOWLEDGE = "acknowledge a complaint"
ANSWER = "answer a complaint"
LIST = "see the complaints about one's own agency"
COUNT = "see the numbers of ratings and complaints"

_HEARD = "UN Convention on the Rights of the Child Art. 12 and CRPD Art. 21: people are asked and heard"
_ANSWERED = "Whoever answers for the work of an agency answers for its mistakes"

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        RATE,
        (they_may_contribute_about_everybody,),
        _HEARD,
        ("it is never changed; what is said later stands beside it",),
    ),
    Rule(
        COMPLAIN,
        (they_may_contribute_about_everybody,),
        _HEARD,
        ("the supervisors of the agency that it is about are told", "it is answered by a day"),
    ),
)
AGENCY_RULES: tuple[Rule[AboutAgency], ...] = (
    Rule(ACKNOWLEDGE, (they_supervise_in_the_agency_it_is_about,), _ANSWERED),
    Rule(ANSWER, (they_supervise_in_the_agency_it_is_about,), _ANSWERED, ("whoever took it down is told",)),
    Rule(LIST, (they_supervise_in_the_agency_it_is_about,), _ANSWERED),
    Rule(
        COUNT,
        (they_supervise_in_the_agency_it_is_about,),
        "An agency learns from what people say of it",
        ("a number of fewer than five people is hidden",),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *AGENCY_RULES)
