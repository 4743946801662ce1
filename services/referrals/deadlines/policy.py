"""Who may say when an agency is closed."""

from dataclasses import dataclass
from typing import Final

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutClosure:
    """The facts on which these rules decide: which agency is closed."""

    agency_id: AgencyId


@in_french("C'est l'organisme pour lequel l'auteur de la demande agit")
def it_is_their_agency(actor: Actor, about: AboutClosure) -> bool:
    """It is the agency for which the caller acts."""
    return actor.agency_id == about.agency_id


@in_french("L'auteur de la demande encadre le travail de cet organisme ou l'administre, ou en est le système")
def they_lead_its_work(actor: Actor, _about: AboutClosure) -> bool:
    """The caller supervises the work of this agency or administers it, or is its system."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SYSTEM})


CLOSE: Final = Phrase("say when an agency is closed", "indiquer quand un organisme est fermé")

RULES: Final = (
    Rule(
        CLOSE,
        (it_is_their_agency, they_lead_its_work),
        Phrase("An agency answers for its own days of work", "Un organisme répond de ses propres jours de travail"),
        (
            Phrase(
                "clocks that are already running keep their time",
                "les échéances déjà en cours ne changent pas",
            ),
        ),
    ),
)
