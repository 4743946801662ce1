"""What a receipt calls things, in English and French. No I/O."""

from collections.abc import Mapping
from typing import Final

from services.cases.consents.domain import ConsentState, GivenBy
from shared.contracts.cases.consents import GivenHow
from shared.contracts.identity.vocabulary import Sector

STATES: Final[Mapping[str, tuple[str, str]]] = {
    ConsentState.ACTIVE: ("In force", "En vigueur"),
    ConsentState.REFUSED: ("In force", "En vigueur"),
    ConsentState.AWAITING: ("Waits for a second yes", "Attend un second accord"),
    ConsentState.WITHDRAWN: ("Withdrawn", "Retiré"),
    ConsentState.EXPIRED: ("Over", "Terminé"),
    ConsentState.SUPERSEDED: ("Replaced by what you said later", "Remplacé par ce que vous avez dit ensuite"),
}
GIVEN_BY: Final[Mapping[str, tuple[str, str]]] = {
    GivenBy.PERSON: ("You", "Vous"),
    GivenBy.REPRESENTATIVE: ("Who represents you", "Qui vous représente"),
}
GIVEN_HOW: Final[Mapping[str, tuple[str, str]]] = {
    GivenHow.WRITTEN: ("In writing", "Par écrit"),
    GivenHow.ORAL: ("In conversation", "De vive voix"),
    GivenHow.ELECTRONIC: ("On a screen", "Par voie électronique"),
    GivenHow.AUTHENTICATED: ("Signed in, with an account of one's own", "Après connexion, avec un compte personnel"),
}
SECTORS: Final[Mapping[str, tuple[str, str]]] = {
    Sector.SOCIAL: ("social services", "services sociaux"),
    Sector.HEALTH: ("health", "santé"),
    Sector.EMPLOYMENT: ("employment", "emploi"),
    Sector.HOUSING: ("housing", "logement"),
    Sector.EDUCATION: ("education", "éducation"),
    Sector.JUSTICE: ("justice", "justice"),
    Sector.POLICE: ("police", "police"),
    Sector.MIGRATION: ("migration", "migration"),
    Sector.FINANCE: ("finance", "finances"),
    Sector.TRANSPORT: ("transport", "transports"),
    Sector.CIVIL_SOCIETY: ("civil society", "associations"),
}
