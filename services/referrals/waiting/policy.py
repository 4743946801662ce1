"""Who may say in which order people wait."""

from dataclasses import dataclass
from typing import Final

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutWaiting:
    """The facts on which these rules decide: which agency takes the referrals of the listing."""

    receiver: AgencyId | None


@in_french("L'organisme de l'auteur de la demande reçoit les orientations de cette offre")
def their_agency_takes_its_referrals(actor: Actor, about: AboutWaiting) -> bool:
    """The caller's agency takes the referrals of this listing."""
    return actor.agency_id == about.receiver


@in_french("L'auteur de la demande encadre le travail de son organisme ou l'administre, ou en est le système")
def they_lead_its_work(actor: Actor, _about: AboutWaiting) -> bool:
    """The caller supervises the work of their agency or administers it, or is its system."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SYSTEM})


PUBLISH: Final = Phrase("say in which order people wait", "indiquer dans quel ordre les personnes attendent")

RULES: Final = (
    Rule(
        PUBLISH,
        (their_agency_takes_its_referrals, they_lead_its_work),
        Phrase(
            "Who comes first is decided once, for everybody, and in public",
            "Qui passe en premier se décide une fois, pour tous et publiquement",
        ),
        (
            Phrase(
                "whoever waits already keeps the rule under which they began to wait",
                "qui attend déjà garde la règle en vigueur au début de son attente",
            ),
            Phrase(
                "whoever is taken before others is taken for a coded reason",
                "passer avant d'autres demande un motif codé",
            ),
        ),
    ),
)
