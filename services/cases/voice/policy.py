"""Who may take down what people say, and who answers a complaint.

Who hears it is decided by whom it is addressed to (`predicate.hears_by`): what is said to the team, by whoever may see
items of its category; all that is said about an agency, by the supervisors of that agency while it has any ground
for the person; what is said to supervisors only, by them alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.policy import LOGGED
from services.cases.accounts.policy import AboutMyself, it_is_about_themselves
from services.cases.coordination.policy.cases import AboutPeople, they_may_contribute_about_everybody
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutAgency:
    """What is said about an agency."""

    agency_id: UUID


@in_french("L'intervenant est encadrant dans l'organisme concerné")
def they_supervise_in_the_agency_it_is_about(actor: Actor, facts: AboutAgency) -> bool:
    """The worker is supervisor in the agency that it is about."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


RATE = Phrase("take down how somebody found the help", "consigner l'avis de quelqu'un sur l'aide")
COMPLAIN = Phrase("take down a complaint", "consigner une réclamation")
SPEAK_OWN = Phrase(
    "say oneself how one found the help, complain, and read the answer",
    "donner vous-même votre avis sur l'aide, réclamer, et lire la réponse",
)
ACKNOWLEDGE = Phrase("acknowledge a complaint", "prendre en charge une réclamation")
ANSWER = Phrase("answer a complaint", "répondre à une réclamation")
LIST = Phrase(
    "see the complaints about one's own agency", "voir les réclamations au sujet de l'organisme pour lequel on agit"
)
COUNT = Phrase("see the numbers of ratings and complaints", "voir les chiffres des avis et des réclamations")

_HEARD = Phrase(
    "UN Convention on the Rights of the Child Art. 12 and CRPD Art. 21: people are asked and heard",
    "Convention relative aux droits de l'enfant art. 12 et CDPH art. 21 : les personnes sont interrogées et entendues",
)
_ANSWERED = Phrase(
    "Whoever answers for the work of an agency answers for its mistakes",
    "Qui répond du travail d'un organisme répond de ses erreurs",
)

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        RATE,
        (they_may_contribute_about_everybody,),
        _HEARD,
        (
            Phrase(
                "it is never changed; what is said later stands beside it",
                "il n'est jamais modifié ; ce qui est dit plus tard figure à côté",
            ),
        ),
    ),
    Rule(
        COMPLAIN,
        (they_may_contribute_about_everybody,),
        _HEARD,
        (
            Phrase(
                "the supervisors of the agency that it is about are told",
                "les encadrants de l'organisme concerné en sont informés",
            ),
            Phrase("it is answered by a day", "une réponse est due à une date fixée"),
        ),
    ),
)
AGENCY_RULES: tuple[Rule[AboutAgency], ...] = (
    Rule(ACKNOWLEDGE, (they_supervise_in_the_agency_it_is_about,), _ANSWERED),
    Rule(
        ANSWER,
        (they_supervise_in_the_agency_it_is_about,),
        _ANSWERED,
        (Phrase("whoever took it down is told", "qui l'a consignée en est informé"),),
    ),
    Rule(LIST, (they_supervise_in_the_agency_it_is_about,), _ANSWERED),
    Rule(
        COUNT,
        (they_supervise_in_the_agency_it_is_about,),
        Phrase("An agency learns from what people say of it", "Un organisme apprend de ce que les gens disent de lui"),
        (Phrase("a number of fewer than five people is hidden", "un nombre de moins de cinq personnes est masqué"),),
    ),
)
OWN_RULES: tuple[Rule[AboutMyself], ...] = (
    Rule(
        SPEAK_OWN,
        (it_is_about_themselves,),
        _HEARD,
        (
            Phrase(
                "the supervisors of the agency are told of a complaint, and answer within 30 days",
                "les encadrants de l'organisme sont informés d'une réclamation, et y répondent sous 30 jours",
            ),
            Phrase(
                "who represents the person speaks through a worker: which agencies there are is not told to them",
                "qui représente la personne passe par un intervenant : les organismes ne lui sont pas nommés",
            ),
            LOGGED,
        ),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *AGENCY_RULES, *OWN_RULES)
