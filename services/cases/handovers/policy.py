"""Who may hand over what is done on a case, and who receives it."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutSeat:
    """Whose place on the team it is: that of whoever hands over, or of whoever receives.

    Attributes:
        worker_id: None for everybody of the agency, and where the lead is vacant.
    """

    agency_id: UUID
    worker_id: UUID | None
    is_vacant: bool = False


@in_french("L'intervenant le fait lui-même")
def it_is_their_own_work(actor: Actor, facts: AboutSeat) -> bool:
    """The worker does it themselves."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


@in_french("Tous les intervenants de son organisme le font")
def it_is_for_everybody_of_their_agency(actor: Actor, facts: AboutSeat) -> bool:
    """Everybody of the worker's agency does it."""
    return actor.agency_id == facts.agency_id and facts.worker_id is None and not facts.is_vacant


@in_french("L'intervenant assure l'accueil, l'accompagnement ou l'encadrement")
def they_meet_people(actor: Actor, _facts: AboutSeat) -> bool:
    """The worker does intake, casework or supervision."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR})


@in_french("L'intervenant est encadrant dans l'organisme dont c'est le travail")
def they_supervise_in_the_agency(actor: Actor, facts: AboutSeat) -> bool:
    """The worker is supervisor in the agency whose work it is."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


HAND_OVER = Phrase(
    "hand over what one does on a case, or take the offer back",
    "transmettre ce que l'on fait dans un accompagnement, ou retirer cette offre",
)
RECEIVE = Phrase("receive what is handed over, or decline it", "prendre le relais, ou le décliner")

_NOBODY_FALLS = Phrase(
    "Nobody falls between two workers: what is handed over is with the giver until it was received",
    "Personne ne tombe entre deux intervenants : ce qui est transmis reste à qui le donne jusqu'à sa réception",
)
RULES = (
    Rule(
        HAND_OVER,
        (it_is_their_own_work,),
        _NOBODY_FALLS,
        (
            Phrase(
                "a note says what the other must know; it is an item of the record, shown as every item",
                "une note dit ce que l'autre doit savoir ; c'est un élément du dossier, montré comme tout élément",
            ),
        ),
    ),
    Rule(HAND_OVER, (it_is_for_everybody_of_their_agency, they_meet_people), _NOBODY_FALLS),
    Rule(
        HAND_OVER,
        (they_supervise_in_the_agency,),
        Phrase("Whoever left or fell ill is stood in for", "Qui est parti ou tombé malade est remplacé"),
    ),
    Rule(
        RECEIVE,
        (it_is_their_own_work,),
        Phrase(
            "A receipt is given by whoever goes on, and by nobody for them",
            "La réception est confirmée par qui continue, et par personne à sa place",
        ),
        (
            Phrase("they must be able to read the note", "il doit pouvoir lire la note"),
            Phrase(
                "with the lead they answer for the coordination from the answer on",
                "avec la fonction de référent, il répond de la coordination dès la réponse",
            ),
        ),
    ),
    Rule(
        RECEIVE,
        (it_is_for_everybody_of_their_agency, they_meet_people),
        Phrase("As above; the agency shares the work", "Comme ci-dessus ; l'organisme se partage le travail"),
    ),
)
