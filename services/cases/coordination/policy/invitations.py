"""Who may accept and decline invitations to a team."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.coordination.policy.cases import OWN_WORKERS, they_meet_people
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutInvitation:
    """An invitation to a team.

    Attributes:
        worker_id: None for whoever of the agency takes it up.
        sends: the worker who would work on the case; None for everybody of the agency.
    """

    agency_id: UUID
    worker_id: UUID | None
    sends: UUID | None


@in_french("L'invitation désigne l'intervenant nommément")
def it_is_for_them(actor: Actor, facts: AboutInvitation) -> bool:
    """The invitation is for the worker by name."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


@in_french("L'invitation s'adresse à l'organisme de l'intervenant et ne nomme personne")
def it_is_for_whoever_of_their_agency_takes_it_up(actor: Actor, facts: AboutInvitation) -> bool:
    """The invitation is for the worker's agency and names nobody."""
    return actor.agency_id == facts.agency_id and facts.worker_id is None


@in_french("L'intervenant participerait lui-même à l'accompagnement")
def they_go_themselves(actor: Actor, facts: AboutInvitation) -> bool:
    """The worker would work on the case themselves."""
    return actor.worker_id is not None and actor.worker_id == facts.sends


@in_french("L'intervenant est encadrant dans l'organisme invité")
def they_supervise_in_the_invited_agency(actor: Actor, facts: AboutInvitation) -> bool:
    """The worker is supervisor in the invited agency."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


ACCEPT_INVITATION = Phrase("accept an invitation to a team", "accepter une invitation à rejoindre une équipe")
DECLINE_INVITATION = Phrase("decline an invitation to a team", "décliner une invitation à rejoindre une équipe")

_OWN_WORD = Phrase(
    "An agency works on a case by its own word: being put on a team by another opens nothing of one's own",
    "Un organisme participe à un accompagnement de son propre gré : être mis dans une équipe par un autre n'ouvre rien",
)
INVITATION_RULES: tuple[Rule[AboutInvitation], ...] = (
    Rule(
        ACCEPT_INVITATION,
        (it_is_for_them, they_go_themselves),
        _OWN_WORD,
        (
            Phrase(
                "members see what an agreement lets flow",
                "les membres voient ce qu'un accord de partage laisse leur parvenir",
            ),
        ),
    ),
    Rule(
        ACCEPT_INVITATION,
        (it_is_for_whoever_of_their_agency_takes_it_up, they_meet_people, they_go_themselves),
        _OWN_WORD,
    ),
    Rule(
        ACCEPT_INVITATION,
        (they_supervise_in_the_invited_agency,),
        OWN_WORKERS,
        (Phrase("they may send somebody else, or all", "il peut envoyer quelqu'un d'autre, ou tout l'organisme"),),
    ),
    Rule(
        DECLINE_INVITATION,
        (it_is_for_them,),
        _OWN_WORD,
        (Phrase("a coded reason is kept", "un motif codé est conservé"),),
    ),
    Rule(DECLINE_INVITATION, (it_is_for_whoever_of_their_agency_takes_it_up, they_meet_people), _OWN_WORD),
    Rule(DECLINE_INVITATION, (they_supervise_in_the_invited_agency,), OWN_WORKERS),
)
RULES = INVITATION_RULES
