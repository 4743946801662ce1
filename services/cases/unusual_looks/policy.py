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
    """What was noticed, by who looked, and for which agency."""

    agency_id: UUID
    worker_id: UUID


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


WRITE_RULE = Phrase("say which looks are unusual", "dire quelles consultations sont inhabituelles")
SEE_COUNTS = Phrase(
    "see how often a rule about looks was right", "voir combien de fois une règle sur les consultations a eu raison"
)
SEE = Phrase(
    "see the unusual looks of workers of one's own agency",
    "voir les consultations inhabituelles des intervenants de l'organisme pour lequel on agit",
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
UNUSUAL_LOOKS: tuple[Rule[AboutUnusualLook], ...] = (
    Rule(
        SEE,
        (they_answer_for_privacy, somebody_of_their_agency_looked),
        Phrase(
            "GDPR Art. 39(1)(b): privacy officers monitor their own agency",
            "RGPD art. 39, § 1, b) : le délégué à la protection des données contrôle son propre organisme",
        ),
        (
            Phrase("the look is logged", "la consultation est journalisée"),
            Phrase(
                "of a restricted person only where the officer may know of them",
                "pour une personne à accès restreint, seulement s'il peut savoir qu'elle existe",
            ),
        ),
    ),
    Rule(
        DECIDE,
        (they_answer_for_privacy, somebody_of_their_agency_looked, somebody_else_looked),
        Phrase(
            "GDPR Art. 22: people decide what a look was, and never alone about their own",
            "RGPD art. 22 : ce sont des personnes qui disent ce qu'était une consultation, et jamais de la leur",
        ),
        (
            Phrase("outcome and reason are kept", "la conclusion et le motif sont conservés"),
            Phrase("nothing follows by itself", "rien n'en découle automatiquement"),
        ),
    ),
)
RULES: Sequence[Rule[Any]] = (*LOOK_RULES, *UNUSUAL_LOOKS)
