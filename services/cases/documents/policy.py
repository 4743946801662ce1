"""Who may add documents, correct or replace them, and say how long they are kept.

Who may see one is decided as for every item of a record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.policy import PUBLIC_TASK
from services.cases.coordination.policy.cases import AboutPeople, they_may_contribute_about_everybody
from services.cases.documents.domain.evidence import Ground
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutRule:
    """A rule of retention, by where and whose it is."""

    municipality_id: UUID
    agency_id: UUID


@dataclass(frozen=True)
class AboutHold:
    """A hold on a document that the worker sees, by the agency that holds it."""

    agency_id: UUID


@in_french("L'organisme intervient dans la commune de la règle")
def they_act_in_its_municipality(actor: Actor, facts: AboutRule) -> bool:
    """The agency operates in the municipality of the rule."""
    return facts.municipality_id in actor.municipalities


@in_french("L'intervenant est délégué à la protection des données")
def they_answer_for_privacy(actor: Actor, _facts: AboutRule | AboutHold) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


@in_french("La règle ou la conservation est celle de l'organisme de l'intervenant")
def it_is_their_agencys(actor: Actor, facts: AboutRule | AboutHold) -> bool:
    """The rule or hold is of the worker's own agency."""
    return actor.agency_id == facts.agency_id


@in_french("L'organisme de l'intervenant a consigné le consentement ou le mandat")
def their_agency_recorded_it(actor: Actor, facts: Ground) -> bool:
    """The worker's agency recorded the consent or mandate."""
    return actor.agency_id == facts.agency_id


ADD = Phrase("add a document", "ajouter un document")
CORRECT = Phrase("correct or replace a document", "rectifier ou remplacer un document")
NAME_EVIDENCE = Phrase(
    "name a document as evidence of a consent or mandate, or take that back",
    "désigner un document comme preuve d'un consentement ou d'un mandat, ou l'annuler",
)
WRITE_RULE = Phrase(
    "say for how long an agency keeps documents of a class",
    "fixer combien de temps un organisme conserve les documents d'une classe",
)
RETIRE_RULE = Phrase(
    "let nothing be deleted by a rule of retention any more", "mettre fin aux suppressions d'une règle de conservation"
)
HOLD = Phrase("hold a document back from deletion", "soustraire un document à la suppression")
RELEASE = Phrase(
    "let a document go that was held back from deletion", "ne plus soustraire un document à la suppression"
)
SEE_HOLDS = Phrase("see who holds a document back from deletion", "voir qui soustrait un document à la suppression")


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        ADD,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (
            Phrase("its kind is told by its content", "son type est établi par son contenu"),
            Phrase("what holds a virus is not kept", "ce qui contient un virus n'est pas conservé"),
            Phrase("the sender's agency sees what it sent", "l'organisme de l'expéditeur voit ce qu'il a envoyé"),
        ),
    ),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = corrected_by_its_writer(CORRECT)
EVIDENCE_RULES: tuple[Rule[Ground], ...] = (
    Rule(
        NAME_EVIDENCE,
        (their_agency_recorded_it,),
        Phrase(
            "GDPR Art. 5(2) and 7(1): whoever rests on a ground can show that it is there",
            "RGPD art. 5, § 2 et 7, § 1 : qui s'appuie sur un fondement peut montrer qu'il existe",
        ),
        (Phrase("who sees the document is decided by the document", "qui voit le document dépend du document"),),
    ),
)
RULE_RULES: tuple[Rule[AboutRule], ...] = (
    Rule(
        WRITE_RULE,
        (they_act_in_its_municipality, they_answer_for_privacy, it_is_their_agencys),
        Phrase(
            "GDPR Art. 5(1)(e) and 24: whoever is responsible says for how long, and no longer than needed",
            "RGPD art. 5, § 1, e) et 24 : le responsable du traitement fixe la durée, pas plus longue que nécessaire",
        ),
        (
            Phrase("it is about documents of that agency alone", "elle porte sur les seuls documents de cet organisme"),
            Phrase(
                "it takes effect a month later, so that others see it first",
                "elle prend effet un mois plus tard, pour que d'autres la voient d'abord",
            ),
            Phrase(
                "evidence of a consent, refusal or mandate in force is kept whatever it says",
                "la preuve d'un consentement, d'un refus ou d'un mandat en vigueur est conservée quoi qu'elle dise",
            ),
            Phrase(
                "a line on the timeline says that a document was deleted, when, and by which class",
                "une ligne de l'historique dit qu'un document a été supprimé, quand, et selon quelle classe",
            ),
        ),
    ),
    Rule(
        RETIRE_RULE,
        (they_act_in_its_municipality, they_answer_for_privacy, it_is_their_agencys),
        Phrase("GDPR Art. 24: whoever is responsible", "RGPD art. 24 : le responsable du traitement"),
        (
            Phrase(
                "documents are kept until another rule says otherwise",
                "les documents sont conservés jusqu'à ce qu'une autre règle en dispose",
            ),
        ),
    ),
)
HOLD_RULES: tuple[Rule[AboutHold], ...] = (
    Rule(
        HOLD,
        (they_answer_for_privacy,),
        Phrase(
            "GDPR Art. 17(3)(e) and 18: what is needed for a legal claim is not deleted",
            "RGPD art. 17, § 3, e) et 18 : ce qui est nécessaire à l'exercice de droits en justice n'est pas supprimé",
        ),
        (
            Phrase("they say why", "il est indiqué pourquoi"),
            Phrase("it is kept until they let it go", "il est conservé jusqu'à ce que le délégué y renonce"),
        ),
    ),
    Rule(
        RELEASE,
        (they_answer_for_privacy, it_is_their_agencys),
        Phrase(
            "GDPR Art. 5(1)(e): kept no longer than needed",
            "RGPD art. 5, § 1, e) : conservé pas plus longtemps que nécessaire",
        ),
    ),
    Rule(
        SEE_HOLDS,
        (they_answer_for_privacy,),
        Phrase(
            "GDPR Art. 39: privacy officers watch over it",
            "RGPD art. 39 : le délégué à la protection des données y veille",
        ),
        (Phrase("why, only in the agency that holds it", "le motif, seulement dans l'organisme qui le soustrait"),),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *ITEM_RULES, *EVIDENCE_RULES, *RULE_RULES, *HOLD_RULES)
