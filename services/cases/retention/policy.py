"""Who says for how long what an agency wrote is kept, and who holds something back from deletion."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.policy import LOGGED
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutPeriod:
    """A rule of retention, by where and whose it is."""

    municipality_id: UUID
    agency_id: UUID


@dataclass(frozen=True)
class AboutHold:
    """A hold on what is kept about a person of whom the worker knows, by the agency that holds."""

    agency_id: UUID


@in_french("L'organisme intervient dans la commune de la règle")
def they_act_in_its_municipality(actor: Actor, facts: AboutPeriod) -> bool:
    """The agency operates in the municipality of the rule."""
    return facts.municipality_id in actor.municipalities


@in_french("L'intervenant est délégué à la protection des données")
def they_answer_for_privacy(actor: Actor, _facts: AboutPeriod | AboutHold) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


@in_french("La règle ou la conservation est celle de l'organisme de l'intervenant")
def it_is_their_agencys(actor: Actor, facts: AboutPeriod | AboutHold) -> bool:
    """The rule or hold is of the worker's own agency."""
    return actor.agency_id == facts.agency_id


WRITE = Phrase(
    "say for how long an agency keeps what it writes in a category",
    "fixer combien de temps un organisme conserve ce qu'il écrit dans une catégorie",
)
RETIRE = Phrase("let nothing be deleted by such a rule any more", "mettre fin aux suppressions d'une telle règle")
HOLD = Phrase(
    "hold what is kept about a person back from every deletion",
    "soustraire à toute suppression ce qui est conservé sur une personne",
)
RELEASE = Phrase("let go what was held back from deletion", "lever une suspension de suppression")
SEE_HOLDS = Phrase("see what is held back from deletion", "voir ce qui est soustrait à la suppression")

PERIOD_RULES: tuple[Rule[AboutPeriod], ...] = (
    Rule(
        WRITE,
        (they_act_in_its_municipality, they_answer_for_privacy, it_is_their_agencys),
        Phrase(
            "GDPR Art. 5(1)(e) and 24: each controller says for how long, and no longer than needed",
            "RGPD art. 5, § 1, e) et 24 : chaque responsable fixe la durée, pas plus longue que nécessaire",
        ),
        (
            Phrase(
                "it is about what that agency wrote, and about nothing of others",
                "elle porte sur ce que cet organisme a écrit, et sur rien d'autrui",
            ),
            Phrase(
                "it takes effect a month later, so that others see it first",
                "elle prend effet un mois plus tard, pour que d'autres la voient d'abord",
            ),
            Phrase(
                "what was written, its earlier versions and what hangs on it are deleted, and a copy that holds it; "
                "that there was one stays, never what it said",
                "l'écrit, ses versions et ce qui s'y rattache sont supprimés, et la copie qui le contient ; il reste "
                "qu'il a existé, jamais ce qu'il disait",
            ),
            Phrase(
                "what others wrote beneath it keeps it until that is gone",
                "ce que d'autres y ont écrit le conserve jusqu'à disparaître",
            ),
        ),
    ),
    Rule(
        RETIRE,
        (they_act_in_its_municipality, they_answer_for_privacy, it_is_their_agencys),
        Phrase("GDPR Art. 24: whoever is responsible", "RGPD art. 24 : le responsable du traitement"),
        (
            Phrase(
                "what it was about is kept until another rule says otherwise",
                "ce qu'elle visait est conservé jusqu'à ce qu'une autre règle en dispose",
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
            Phrase("they say why, and until when if that is known", "le motif est donné, et le terme s'il est connu"),
            Phrase(
                "nobody deletes it, whoever wrote it and whatever any rule says",
                "personne ne le supprime, quel qu'en soit l'auteur et quoi que dise une règle",
            ),
            LOGGED,
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
        (Phrase("why, only in the agency that holds", "le motif, seulement dans l'organisme qui suspend"),),
    ),
)
RULES: Sequence[Rule[Any]] = (*PERIOD_RULES, *HOLD_RULES)
