"""Who may say what is prepared for everybody of a municipality, and who gives a receipt.

Who may see a dated change follows from what it arises from: a birthday is shown to whoever may see the birth date, with
its case and plan to whoever may see the outline of the case; the end of a mandate or consent to the agency that holds
it or recorded it, and to those who may see everybody's grounds. What changes with the day is shown as the grants on a
person are: of all agencies to those who coordinate or answer for privacy, else one's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutRule:
    """A rule, by whose it is.

    Attributes:
        agency_id: that wrote it first, or is about to.
    """

    municipality_id: UUID
    agency_id: UUID


@dataclass(frozen=True)
class AboutReceipts:
    """A dated change, by the agencies that are asked for a receipt."""

    asked: frozenset[UUID]


@in_french("L'organisme intervient dans la commune de la règle")
def they_act_in_its_municipality(actor: Actor, facts: AboutRule) -> bool:
    """The agency operates in the rule's municipality."""
    return facts.municipality_id in actor.municipalities


@in_french("L'intervenant est administrateur ou encadrant")
def they_administer_or_supervise(actor: Actor, _facts: AboutRule) -> bool:
    """The worker is administrator or supervisor."""
    return bool(actor.roles & {Role.ADMINISTRATOR, Role.SUPERVISOR})


@in_french("L'organisme de l'intervenant a écrit la règle")
def their_agency_answers_for_it(actor: Actor, facts: AboutRule) -> bool:
    """The worker's agency wrote the rule."""
    return facts.agency_id == actor.agency_id


@in_french("Un accusé de réception a été demandé à l'organisme de l'intervenant")
def their_agency_was_asked(actor: Actor, facts: AboutReceipts) -> bool:
    """The worker's agency was asked for a receipt."""
    return actor.agency_id in facts.asked


@in_french("L'intervenant assure l'accueil, l'accompagnement ou l'encadrement")
def they_meet_people(actor: Actor, _facts: AboutReceipts) -> bool:
    """The worker does intake, casework or supervision."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR})


WRITE_RULE = Phrase("write a rule that prepares dated changes", "écrire une règle qui prépare des changements datés")
GIVE_RECEIPT = Phrase("say that a person's affairs were received", "accuser réception de la situation d'une personne")

MUNICIPALITY_RULES: tuple[Rule[AboutRule], ...] = (
    Rule(
        WRITE_RULE,
        (they_act_in_its_municipality, they_administer_or_supervise, their_agency_answers_for_it),
        Phrase(
            "UN General Assembly 64/142, Guidelines for the Alternative Care of Children, 131 and 134: leaving care is "
            "prepared, and after-care planned, as early as possible",
            "Résolution 64/142 de l'Assemblée générale des Nations Unies, Lignes directrices relatives à la protection "
            "de remplacement pour les enfants, 131 et 134 : la sortie du placement et son suivi sont préparés le plus "
            "tôt possible",
        ),
        (
            Phrase("a version never changes", "une version ne change jamais"),
            Phrase(
                "nothing begins by a rule alone: only by the person's own consent, a mandate, or a team under an "
                "agreement",
                "rien ne commence par une règle seule : uniquement par le consentement de la personne, un fondement "
                "légal ou une équipe dans le cadre d'une convention",
            ),
            Phrase(
                "its plan is begun for the agency that leads, as far as that agency's own grounds let it, and says so",
                "son projet est commencé pour l'organisme référent, selon ses propres fondements, et le dit",
            ),
        ),
    ),
)
RECEIPT_RULES: tuple[Rule[AboutReceipts], ...] = (
    Rule(
        GIVE_RECEIPT,
        (their_agency_was_asked, they_meet_people),
        Phrase(
            "Nobody falls between two services: a receipt is given by whoever goes on, and by nobody for them",
            "Nul ne tombe entre deux services : c'est qui prend le relais qui en accuse réception, et nul autre",
        ),
        (Phrase("it opens nothing", "il n'ouvre aucun accès"),),
    ),
)
RULES: Sequence[Rule[Any]] = (*MUNICIPALITY_RULES, *RECEIPT_RULES)
