"""Who may register, find and open people. What they then see of one is decided item by item, by the grants."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutPeople:
    """The facts on which these rules decide.

    Attributes:
        municipality_id: in whose territory the record is to lie; None where no record begins.
        contributor_agency_id: who contributed an item that is there; None where none is.
    """

    municipality_id: UUID | None = None
    contributor_agency_id: UUID | None = None


def they_meet_people(actor: Actor, _facts: AboutPeople) -> bool:
    """The worker does intake, casework or supervision, or is an agency's system."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})


def they_work_in_the_municipality(actor: Actor, facts: AboutPeople) -> bool:
    """The agency operates in the municipality of the new record."""
    return facts.municipality_id in actor.municipalities


def their_agency_contributed_it(actor: Actor, facts: AboutPeople) -> bool:
    """The worker's agency contributed the item."""
    return facts.contributor_agency_id == actor.agency_id


REGISTER = "register a person"
SEARCH = "search for people"
ASK_WHETHER_KNOWN = "ask whether somebody is known"
OPEN = "open what is kept about a person"
WRITE = "add to, correct or end what is kept about a person"
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
        WRITE,
        (they_meet_people,),
        "A live ground with the operation 'contribute' in the item's category",
        ("earlier versions are kept", "the agency sees what it contributed"),
    ),
    Rule(
        RECLASSIFY,
        (they_meet_people, their_agency_contributed_it),
        "Who wrote it answers for how far it may be seen",
        ("a sealed item is seen by the worker who contributed it, and by nobody else",),
    ),
)
