"""Who may say what is unusual, see what rules noticed, and decide on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutLookRule:
    """A rule, by whose it is.

    Attributes:
        agency_id: that wrote it first, or is about to.
    """

    municipality_id: UUID
    agency_id: UUID


@dataclass(frozen=True)
class AboutUnusualLook:
    """What was noticed, by who looked, and for which agency.

    Attributes:
        by_officer: whoever looked was privacy officer then.
    """

    agency_id: UUID
    worker_id: UUID
    by_officer: bool = False


@in_french("L'intervenant est délégué à la protection des données")
def they_answer_for_privacy(actor: Actor, _facts: AboutLookRule | AboutUnusualLook) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


@in_french("L'organisme intervient dans la commune de la règle")
def they_act_in_its_municipality(actor: Actor, facts: AboutLookRule) -> bool:
    """The agency operates in the rule's municipality."""
    return facts.municipality_id in actor.municipalities


@in_french("L'organisme de l'intervenant a écrit la règle")
def their_agency_answers_for_it(actor: Actor, facts: AboutLookRule) -> bool:
    """The worker's agency wrote the rule."""
    return facts.agency_id == actor.agency_id


@in_french("La consultation a été faite pour l'organisme de l'intervenant")
def somebody_of_their_agency_looked(actor: Actor, facts: AboutUnusualLook) -> bool:
    """The look was for the worker's agency."""
    return facts.agency_id == actor.agency_id


@in_french("C'est un autre intervenant qui a consulté")
def somebody_else_looked(actor: Actor, facts: AboutUnusualLook) -> bool:
    """Another worker looked."""
    return facts.worker_id != actor.subject


@in_french("Un délégué à la protection des données a consulté")
def an_officer_looked(_actor: Actor, facts: AboutUnusualLook) -> bool:
    """A privacy officer looked."""
    return facts.by_officer


@in_french("L'intervenant répond de l'organisme : il encadre et administre")
def they_answer_for_the_agency(actor: Actor, _facts: AboutUnusualLook) -> bool:
    """The worker answers for the agency, both supervising and administering there."""
    return actor.roles >= {Role.SUPERVISOR, Role.ADMINISTRATOR}


WRITE_RULE = Phrase("say which looks are unusual", "dire quelles consultations sont inhabituelles")
SEE_COUNTS = Phrase(
    "see how often a rule about looks was right", "voir combien de fois une règle sur les consultations a eu raison"
)
SEE = Phrase(
    "see the unusual looks of workers of one's own agency",
    "voir les consultations inhabituelles des intervenants de l'organisme pour lequel on agit",
)
COMPARE = Phrase(
    "compare the names of workers of one's own agency with those of whom they opened",
    "comparer les noms des intervenants de l'organisme avec ceux des personnes dont ils ont ouvert le dossier",
)
DECIDE = Phrase("say what an unusual look was", "dire ce qu'était une consultation inhabituelle")

LOOK_RULES: tuple[Rule[AboutLookRule], ...] = (
    Rule(
        WRITE_RULE,
        (they_act_in_its_municipality, they_answer_for_privacy, their_agency_answers_for_it),
        Phrase(
            "GDPR Art. 32(1)(d): how well access is limited is tested again and again",
            "RGPD art. 32, § 1, d) : l'efficacité des limites d'accès est vérifiée régulièrement",
        ),
        (
            Phrase("every worker may read the rules", "tout intervenant peut lire les règles"),
            Phrase("a version never changes", "une version ne change jamais"),
            Phrase("it decides nothing about anybody", "elle ne décide de rien pour personne"),
        ),
    ),
    Rule(
        SEE_COUNTS,
        (they_act_in_its_municipality, they_answer_for_privacy),
        Phrase(
            "GDPR Art. 5(2): a rule that raises false alarms must be seen to",
            "RGPD art. 5, § 2 : il faut s'occuper d'une règle qui donne de fausses alertes",
        ),
        (Phrase("counts under five are hidden", "les nombres inférieurs à cinq sont masqués"),),
    ),
)
_KEPT = (
    Phrase("outcome and reason are kept", "la conclusion et le motif sont conservés"),
    Phrase("nothing follows by itself", "rien n'en découle automatiquement"),
)
_SEEN = (
    Phrase("the look is logged", "la consultation est journalisée"),
    Phrase(
        "of a restricted person only where they may know of them",
        "pour une personne à accès restreint, seulement s'ils peuvent savoir qu'elle existe",
    ),
)
_WATCHES_THE_OFFICERS = Phrase(
    "GDPR Art. 5(2), 24 and 38(3): a privacy officer answers to the highest level of the agency, which decides where "
    "an agency has no second officer; that is not known here, so that it holds for each look of an officer",
    "RGPD art. 5, § 2, 24 et 38, § 3 : le délégué rend compte au niveau le plus élevé de l'organisme, qui décide là "
    "où il n'y a pas de second délégué ; ce n'est pas connu ici, et cela vaut pour chaque consultation d'un délégué",
)
UNUSUAL_LOOKS: tuple[Rule[AboutUnusualLook], ...] = (
    Rule(
        SEE,
        (they_answer_for_privacy, somebody_of_their_agency_looked),
        Phrase(
            "GDPR Art. 39(1)(b): privacy officers monitor their own agency",
            "RGPD art. 39, § 1, b) : le délégué à la protection des données contrôle son propre organisme",
        ),
        _SEEN,
    ),
    Rule(
        SEE,
        (they_answer_for_the_agency, somebody_of_their_agency_looked, an_officer_looked),
        _WATCHES_THE_OFFICERS,
        _SEEN,
    ),
    Rule(
        COMPARE,
        (they_answer_for_privacy, somebody_of_their_agency_looked),
        Phrase(
            "GDPR Art. 39(1)(b): privacy officers monitor their own agency",
            "RGPD art. 39, § 1, b) : le délégué à la protection des données contrôle son propre organisme",
        ),
        (Phrase("names are forgotten at once", "les noms sont oubliés aussitôt"),),
    ),
    Rule(
        DECIDE,
        (they_answer_for_privacy, somebody_of_their_agency_looked, somebody_else_looked),
        Phrase(
            "GDPR Art. 22: people decide what a look was, and never alone about their own",
            "RGPD art. 22 : ce sont des personnes qui disent ce qu'était une consultation, et jamais de la leur",
        ),
        _KEPT,
    ),
    Rule(
        DECIDE,
        (they_answer_for_the_agency, somebody_of_their_agency_looked, an_officer_looked, somebody_else_looked),
        _WATCHES_THE_OFFICERS,
        _KEPT,
    ),
)
RULES: Sequence[Rule[Any]] = (*LOOK_RULES, *UNUSUAL_LOOKS)
