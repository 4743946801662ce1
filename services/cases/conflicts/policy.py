"""Who may declare a conflict of interest, see those of an agency, and lift one."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutConflict:
    """The facts on which these rules decide: who is kept out, and for which agency they declared it."""

    agency_id: UUID
    worker_id: UUID


@in_french("L'intervenant le déclare pour lui-même ; le système d'un organisme n'est proche de personne")
def they_declare_it_of_themselves(actor: Actor, facts: AboutConflict) -> bool:
    """The worker declares it of themselves; an agency's system is close to nobody."""
    return actor.worker_id == facts.worker_id


@in_french("L'intervenant est encadrant dans l'organisme pour lequel il a été déclaré")
def they_supervise_in_the_agency(actor: Actor, facts: AboutConflict) -> bool:
    """The worker is supervisor in the agency for which it was declared."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


@in_french("C'est un autre intervenant qui est tenu à l'écart")
def it_is_about_somebody_else(actor: Actor, facts: AboutConflict) -> bool:
    """Another worker is kept out."""
    return actor.subject != facts.worker_id


DECLARE = Phrase("declare a conflict of interest with a person", "déclarer un conflit d'intérêts avec une personne")
LIFT = Phrase("lift a conflict of interest", "lever un conflit d'intérêts")
SEE_OF_THE_AGENCY = Phrase(
    "see the conflicts of interest that workers of one's own agency declared",
    "voir les conflits d'intérêts déclarés par les intervenants de l'organisme pour lequel on agit",
)

RULES = (
    Rule(
        DECLARE,
        (they_declare_it_of_themselves,),
        Phrase(
            "Impartial administration: nobody decides on, or reads of, those they are close to",
            "Impartialité de l'administration : nul ne décide de ses proches, ni ne lit ce qui les concerne",
        ),
        (
            Phrase(
                "with the answer no ground shows them anything of the person, "
                "a mandate that overrides refusal included",
                "dès la réponse, aucun fondement ne lui montre quoi que ce soit de la personne, "
                "pas même un mandat qui l'emporte sur un refus",
            ),
            Phrase(
                "they are on no team about the person; what they led falls to their agency",
                "il n'est d'aucune équipe autour de la personne ; ce dont il était référent revient à son organisme",
            ),
            Phrase("the supervisors of their agency are told", "les encadrants de son organisme en sont informés"),
        ),
    ),
    Rule(
        SEE_OF_THE_AGENCY,
        (they_supervise_in_the_agency,),
        Phrase(
            "Who assigns work must know who is kept out", "Qui répartit le travail doit savoir qui est tenu à l'écart"
        ),
        (
            Phrase("each look is logged", "chaque consultation est journalisée"),
            Phrase(
                "of people for whom they have a ground",
                "seulement pour les personnes pour lesquelles il a un fondement",
            ),
        ),
    ),
    Rule(
        LIFT,
        (they_supervise_in_the_agency, it_is_about_somebody_else),
        Phrase(
            "Two pairs of eyes: who is close to somebody does not judge how close",
            "Quatre yeux : qui est proche de quelqu'un ne juge pas de cette proximité",
        ),
        (
            Phrase("a coded reason is kept", "un motif codé est conservé"),
            Phrase(
                "the worker is on none of the teams again that they left",
                "l'intervenant ne réintègre aucune des équipes qu'il a quittées",
            ),
        ),
    ),
)
