"""Who takes the copy of what an agency keeps about somebody.

It is seen by whom the request is shown to (`services.cases.rights.predicate.may_see_request`), and by fewer of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.accounts.policy import it_is_about_themselves
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutExport:
    """The facts on which these rules decide.

    Attributes:
        agency_id: whose copy it is.
        worker_id: who took the request down; None where the person asked by themselves.
    """

    agency_id: UUID
    worker_id: UUID | None


@in_french("L'intervenant est délégué à la protection des données de l'organisme qui a donné la copie")
def they_answer_for_privacy_there(actor: Actor, facts: AboutExport) -> bool:
    """The worker is privacy officer of the agency that granted the copy."""
    return actor.agency_id == facts.agency_id and Role.PRIVACY_OFFICER in actor.roles


@in_french("La demande a été consignée par un intervenant, et par un autre")
def somebody_else_took_it_down(actor: Actor, facts: AboutExport) -> bool:
    """The request was taken down by a worker, and by another one."""
    return facts.worker_id is not None and facts.worker_id != actor.subject


HAND_OVER = Phrase(
    "print the copy of what one's agency keeps about somebody, to hand it over",
    "imprimer la copie de ce que l'organisme conserve sur quelqu'un, pour la lui remettre",
)
TAKE_OWN = Phrase(
    "take the copy of what an agency keeps about oneself",
    "prendre la copie de ce qu'un organisme conserve à votre sujet",
)
_COPY = Phrase(
    "GDPR Art. 15(3) and 20(1): a copy of what is kept, in a form that people and machines read",
    "RGPD art. 15, § 3, et 20, § 1 : une copie de ce qui est conservé, lisible par les personnes et les machines",
)
_NOT_IN_IT = Phrase(
    "neither what is sealed, what protects somebody, what is about others too, nor what is kept from the person by law "
    "is in it",
    "n'y figurent ni ce qui est scellé, ni ce qui protège quelqu'un, ni ce qui concerne aussi d'autres personnes, ni "
    "ce que la loi tait à la personne",
)
_LOGGED = Phrase("each look is logged", "chaque consultation est journalisée")
_GONE = Phrase("after a month it is gone", "après un mois elle n'existe plus")

EXPORT_RULES: tuple[Rule[AboutExport], ...] = (
    Rule(
        HAND_OVER,
        (they_answer_for_privacy_there, somebody_else_took_it_down),
        Phrase(
            "GDPR Art. 15(3), for whoever has no account: two workers are needed, or one could open a record by a "
            "request of their own making",
            "RGPD art. 15, § 3, pour qui n'a pas de compte : il faut deux intervenants, sinon l'un d'eux ouvrirait un "
            "dossier par une demande de sa main",
        ),
        (
            _NOT_IN_IT,
            Phrase(
                "for who represents the person nothing sensitive is in it, and nothing that tells where they are",
                "pour qui représente la personne rien de sensible n'y figure, ni rien qui dise où elle se trouve",
            ),
            _LOGGED,
            _GONE,
        ),
    ),
)
OWN_RULES = (Rule(TAKE_OWN, (it_is_about_themselves,), _COPY, (_NOT_IN_IT, _LOGGED, _GONE)),)
RULES: Sequence[Rule[Any]] = (*EXPORT_RULES, *OWN_RULES)
