"""Who may see and manage an agency's systems."""

from dataclasses import dataclass
from typing import Final

from services.identity.agencies.policy import administrates
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french

MANAGE: Final = Phrase(
    "see, register, rotate and revoke an agency's systems",
    "voir, enregistrer, renouveler et révoquer les systèmes d'un organisme",
)
OPEN_TO_ALL: Final = Phrase(
    "register a front end for workers of every agency",
    "enregistrer une application pour les intervenants de tous les organismes",
)


@dataclass(frozen=True)
class SystemFacts:
    """What a rule may ask: whose system it is."""

    agency_id: AgencyId


@in_french("L'auteur de la demande agit pour l'organisme auquel le système appartient")
def acts_for_the_agency(actor: Actor, facts: SystemFacts) -> bool:
    """The caller acts for the agency that the system belongs to."""
    return actor.agency_id == facts.agency_id


@in_french("L'auteur de la demande est un intervenant, et non un système")
def is_a_worker(actor: Actor, _facts: SystemFacts) -> bool:
    """The caller is a worker, not a system."""
    return actor.worker_id is not None


RULES: Final[tuple[Rule[SystemFacts], ...]] = (
    Rule(
        MANAGE,
        (acts_for_the_agency, is_a_worker, administrates),
        Phrase("an agency decides which software acts for it", "un organisme décide quel logiciel agit pour lui"),
        (
            Phrase(
                "a revoked system's tokens, and sign-ins through it, end at once",
                "les jetons d'un système révoqué, et les connexions par lui, prennent fin aussitôt",
            ),
        ),
    ),
)
