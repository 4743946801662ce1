"""Who may register, find and open people. What they then see of one is decided item by item, by the grants."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.access.domain import Standing
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutPeople:
    """The facts on which these rules decide.

    Attributes:
        municipality_id: in whose territory the record is to lie; None where no record begins.
        contributor_agency_id: who contributed an item that is there; None where none is.
        may_coordinate: a ground lets the worker coordinate in the category of that item.
    """

    municipality_id: UUID | None = None
    contributor_agency_id: UUID | None = None
    may_coordinate: bool = False


def about_item(stands: Standing, category: Category, contributor_agency_id: UUID) -> AboutPeople:
    """The facts about an item that is there."""
    may_coordinate = bool(stands.grounds_for(Operation.COORDINATE, category))
    return AboutPeople(contributor_agency_id=contributor_agency_id, may_coordinate=may_coordinate)


def they_meet_people(actor: Actor, _facts: AboutPeople) -> bool:
    """The worker does intake, casework or supervision, or is an agency's system."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})


def they_work_in_the_municipality(actor: Actor, facts: AboutPeople) -> bool:
    """The agency operates in the municipality of the new record."""
    return facts.municipality_id in actor.municipalities


def their_agency_contributed_it(actor: Actor, facts: AboutPeople) -> bool:
    """The worker's agency contributed the item."""
    return facts.contributor_agency_id == actor.agency_id


def they_coordinate(_actor: Actor, facts: AboutPeople) -> bool:
    """A ground lets the worker coordinate in the item's category."""
    return facts.may_coordinate


def they_answer_for_privacy(actor: Actor, _facts: AboutPeople) -> bool:
    """The worker is privacy officer of their agency."""
    return Role.PRIVACY_OFFICER in actor.roles


REGISTER = "register a person"
SEARCH = "search for people"
ASK_WHETHER_KNOWN = "ask whether somebody is known"
OPEN = "open what is kept about a person"
WRITE = "add to, correct or end what is kept about a person"
CORRECT = "correct or end an item about a person, or whether they may be contacted"
RECLASSIFY = "change how sensitive an item about a person is"

RULES = (
    Rule(
        REGISTER,
        (they_meet_people, they_work_in_the_municipality),
        "GDPR Art. 6(1)(e): the agency's own task; it sees what it writes itself",
        (
            "an identifier known elsewhere is answered like the question whether somebody is known",
            "where the agency may not know of the other record, the holder of that record is told",
        ),
    ),
    Rule(
        SEARCH,
        (they_meet_people,),
        "A live ground for each person found, as for opening them",
        ("each hit is in the access log, and so is a search that found nobody",),
    ),
    Rule(
        ASK_WHETHER_KNOWN,
        (they_meet_people,),
        "A live ground for the person, or an agreement in force with the agency that holds the record",
        ("known and nothing look alike", "it counts as a search hit in the access log"),
    ),
    Rule(
        OPEN,
        (they_meet_people,),
        "A live ground for the person; each item needs one that shows it",
        ("it is in the access log before the answer leaves",),
    ),
    Rule(
        OPEN,
        (they_answer_for_privacy,),
        "GDPR Art. 15 and 39(1)(b): whoever answers the person, or examines a look, reads what the record shows",
        ("it is in the access log before the answer leaves",),
    ),
    Rule(
        WRITE,
        (they_meet_people,),
        "A live ground with the operation 'contribute' in the item's category",
        ("earlier versions are kept", "the agency sees what it contributed"),
    ),
    Rule(
        CORRECT,
        (they_meet_people, their_agency_contributed_it),
        "Who wrote it answers for it: others add what they know beside it",
        ("earlier versions are kept",),
    ),
    Rule(
        CORRECT,
        (they_meet_people, they_coordinate),
        "GDPR Art. 5(1)(d): who answers for the whole keeps it accurate",
        ("earlier versions are kept",),
    ),
    Rule(
        RECLASSIFY,
        (they_meet_people, their_agency_contributed_it),
        "Who wrote it answers for how far it may be seen",
        ("a sealed item is seen by the worker who contributed it, and by nobody else",),
    ),
)
