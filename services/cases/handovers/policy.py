"""Who may hand over what is done on a case, and who receives it."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutSeat:
    """Whose place on the team it is: that of whoever hands over, or of whoever receives.

    Attributes:
        worker_id: None for everybody of the agency, and where the lead is vacant.
    """

    agency_id: UUID
    worker_id: UUID | None
    is_vacant: bool = False


def it_is_their_own_work(actor: Actor, facts: AboutSeat) -> bool:
    """The worker does it themselves."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


def it_is_for_everybody_of_their_agency(actor: Actor, facts: AboutSeat) -> bool:
    """Everybody of the worker's agency does it."""
    return actor.agency_id == facts.agency_id and facts.worker_id is None and not facts.is_vacant


def they_meet_people(actor: Actor, _facts: AboutSeat) -> bool:
    """The worker does intake, casework or supervision."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR})


def they_supervise_in_the_agency(actor: Actor, facts: AboutSeat) -> bool:
    """The worker is supervisor in the agency whose work it is."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


HAND_OVER = "hand over what one does on a case, or take the offer back"
RECEIVE = "receive what is handed over, or decline it"

_NOBODY_FALLS = "Nobody falls between two workers: what is handed over is with the giver until it was received"
RULES = (
    Rule(
        HAND_OVER,
        (it_is_their_own_work,),
        _NOBODY_FALLS,
        ("a note says what the other must know; it is an item of the record, shown as every item",),
    ),
    Rule(HAND_OVER, (it_is_for_everybody_of_their_agency, they_meet_people), _NOBODY_FALLS),
    Rule(HAND_OVER, (they_supervise_in_the_agency,), "Whoever left or fell ill is stood in for"),
    Rule(
        RECEIVE,
        (it_is_their_own_work,),
        "A receipt is given by whoever goes on, and by nobody for them",
        ("they must be able to read the note", "with the lead they answer for the coordination from the answer on"),
    ),
    Rule(RECEIVE, (it_is_for_everybody_of_their_agency, they_meet_people), "As above; the agency shares the work"),
)
