"""Who may decide that somebody is known to few only, and that this is over."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.access.domain import Standing
from services.cases.access.policy import LOGGED
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutRestriction:
    """The facts on which these rules decide.

    Attributes:
        leads: the worker leads an open case about the person.
        stands: None of who has no ground, and was asked by name.
        proposed_by: the worker; None before it is proposed.
        a_privacy_officer_proposed: in which role they did.
        proposed_for: the agency for which they did.
        asked: whom they asked by name to decide.
    """

    stands: Standing | None
    leads: bool
    proposed_by: UUID | None = None
    a_privacy_officer_proposed: bool = False
    proposed_for: UUID | None = None
    asked: UUID | None = None


@in_french("L'intervenant est référent d'un accompagnement de la personne, ou son organisme coordonne pour elle")
def they_lead_or_coordinate(actor: Actor, facts: AboutRestriction) -> bool:
    """The worker leads a case about the person, or their agency coordinates for the person."""
    return actor.worker_id is not None and (facts.leads or _coordinates(facts))


@in_french("L'intervenant est délégué à la protection des données de l'organisme qui coordonne pour la personne")
def they_answer_for_privacy_where_it_is_coordinated(actor: Actor, facts: AboutRestriction) -> bool:
    """The worker is privacy officer of the agency that coordinates for the person."""
    return Role.PRIVACY_OFFICER in actor.roles and _coordinates(facts)


@in_french("Un autre intervenant l'a proposé")
def somebody_else_proposed_it(actor: Actor, facts: AboutRestriction) -> bool:
    """Another worker proposed it."""
    return facts.proposed_by != actor.subject


@in_french("C'est un délégué à la protection des données qui l'a proposé")
def a_privacy_officer_proposed_it(_actor: Actor, facts: AboutRestriction) -> bool:
    """A privacy officer proposed it."""
    return facts.a_privacy_officer_proposed


@in_french("L'intervenant est le délégué à la protection des données du même organisme à qui la décision est demandée")
def they_answer_for_privacy_and_were_asked(actor: Actor, facts: AboutRestriction) -> bool:
    """The worker is the privacy officer of the same agency who was asked by name to decide."""
    return (
        Role.PRIVACY_OFFICER in actor.roles and facts.asked == actor.subject and facts.proposed_for == actor.agency_id
    )


def _coordinates(facts: AboutRestriction) -> bool:
    return facts.stands is not None and any(Operation.COORDINATE in grant.operations for grant in facts.stands.grants)


PROPOSE = Phrase(
    "propose that a person is known to named workers only, or no longer",
    "proposer qu'une personne ne soit connue que d'intervenants désignés, ou ne le soit plus",
)
DECIDE = Phrase(
    "decide that a person is known to named workers only, or no longer",
    "décider qu'une personne n'est connue que d'intervenants désignés, ou ne l'est plus",
)
SEE = Phrase("see to whom a restricted person is known", "voir à qui une personne à accès restreint est connue")

_FOUR_EYES = Phrase(
    "GDPR Art. 5(1)(f) and 32: one of the two leads, the other answers for privacy",
    "RGPD art. 5, § 1, f) et 32 : l'un est référent, l'autre répond de la protection des données",
)
_TAKES_EFFECT = (
    Phrase(
        "with the answer the person is not there for anybody else: in no list, search, count or event, and by no id",
        "dès la réponse, la personne n'existe plus pour les autres : dans aucune liste, recherche, décompte ou "
        "événement, et sous aucun identifiant",
    ),
    Phrase("the two who decide are among those named", "les deux qui décident sont parmi les intervenants désignés"),
    Phrase("whoever represents the person reads nothing meanwhile", "qui représente la personne ne lit plus rien"),
    LOGGED,
)
_PROPOSAL = (
    Phrase(
        "it changes nothing until a second worker decides it",
        "cela ne change rien avant qu'un second intervenant n'en décide",
    ),
    Phrase("it has a coded reason and a review date", "un motif codé et une date de réexamen l'accompagnent"),
)

RULES = (
    Rule(PROPOSE, (they_lead_or_coordinate,), _FOUR_EYES, _PROPOSAL),
    Rule(PROPOSE, (they_answer_for_privacy_where_it_is_coordinated,), _FOUR_EYES, _PROPOSAL),
    Rule(
        DECIDE,
        (somebody_else_proposed_it, they_answer_for_privacy_where_it_is_coordinated),
        _FOUR_EYES,
        _TAKES_EFFECT,
    ),
    Rule(
        DECIDE,
        (somebody_else_proposed_it, a_privacy_officer_proposed_it, they_lead_or_coordinate),
        _FOUR_EYES,
        _TAKES_EFFECT,
    ),
    Rule(
        DECIDE,
        (somebody_else_proposed_it, they_answer_for_privacy_and_were_asked),
        _FOUR_EYES,
        _TAKES_EFFECT,
    ),
    Rule(SEE, (they_lead_or_coordinate,), _FOUR_EYES, (LOGGED,)),
    Rule(SEE, (they_answer_for_privacy_where_it_is_coordinated,), _FOUR_EYES, (LOGGED,)),
    Rule(SEE, (they_answer_for_privacy_and_were_asked,), _FOUR_EYES, (LOGGED,)),
)
