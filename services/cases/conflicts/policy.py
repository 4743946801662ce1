"""Who may declare a conflict of interest, see those of an agency, and lift one."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutConflict:
    """The facts on which these rules decide: who is kept out, and for which agency they declared it."""

    agency_id: UUID
    worker_id: UUID


def they_declare_it_of_themselves(actor: Actor, facts: AboutConflict) -> bool:
    """The worker declares it of themselves; an agency's system is close to nobody."""
    return actor.worker_id == facts.worker_id


def they_supervise_in_the_agency(actor: Actor, facts: AboutConflict) -> bool:
    """The worker is supervisor in the agency for which it was declared."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


def it_is_about_somebody_else(actor: Actor, facts: AboutConflict) -> bool:
    """Another worker is kept out."""
    return actor.subject != facts.worker_id


DECLARE = "declare a conflict of interest with a person"
LIFT = "lift a conflict of interest"
SEE_OF_THE_AGENCY = "see the conflicts of interest that workers of one's own agency declared"

RULES = (
    Rule(
        DECLARE,
        (they_declare_it_of_themselves,),
        "Impartial administration: nobody decides on, or reads of, those they are close to",
        (
            "with the answer no ground shows them anything of the person, a mandate that overrides refusal included",
            "they are on no team about the person; what they led falls to their agency",
            "the supervisors of their agency are told",
        ),
    ),
    Rule(
        SEE_OF_THE_AGENCY,
        (they_supervise_in_the_agency,),
        "Who assigns work must know who is kept out",
        ("each look is logged", "of people for whom they have a ground"),
    ),
    Rule(
        LIFT,
        (they_supervise_in_the_agency, it_is_about_somebody_else),
        "Two pairs of eyes: who is close to somebody does not judge how close",
        ("a coded reason is kept", "the worker is on none of the teams again that they left"),
    ),
)
