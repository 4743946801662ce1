"""Who may open, change, staff and close cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.cases.access.domain import Standing
from services.cases.coordination.domain.team import TAIL, Member, Seat
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutPeople:
    """Something new about these people, in a category."""

    standings: tuple[Standing, ...]
    category: Category


@dataclass(frozen=True)
class AboutCase:
    """A case, by who answers for its coordination.

    Attributes:
        lead_worker_id: None when the lead agency names nobody.
        is_vacant: whoever led can no longer, and a supervisor has to name somebody.
    """

    lead_agency_id: UUID
    lead_worker_id: UUID | None
    is_vacant: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class AboutMember(AboutCase):
    """A membership in the team of a case."""

    agency_id: UUID
    worker_id: UUID | None


@dataclass(frozen=True)
class AboutFormerLead:
    """Who led a case until now.

    Attributes:
        seat: in which they did.
        leaves: they do not go on working on it.
    """

    seat: Member
    leaves: bool


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


def they_meet_people(actor: Actor, _facts: object) -> bool:
    """The worker does intake, casework or supervision, or is an agency's system."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})


def they_may_contribute_about_everybody(_actor: Actor, facts: AboutPeople) -> bool:
    """A ground lets them contribute in this category about each person concerned."""
    return all(standing.grounds_for(Operation.CONTRIBUTE, facts.category) for standing in facts.standings)


def they_may_coordinate_for_everybody(_actor: Actor, facts: AboutPeople) -> bool:
    """A ground lets them coordinate in this category for each person concerned."""
    return all(standing.grounds_for(Operation.COORDINATE, facts.category) for standing in facts.standings)


def they_lead_the_case(actor: Actor, facts: AboutCase) -> bool:
    """The worker is the case's lead, or of the lead agency when it lets everybody lead."""
    return (
        actor.agency_id == facts.lead_agency_id
        and not facts.is_vacant
        and facts.lead_worker_id in {None, actor.subject}
    )


def they_supervise_in_the_lead_agency(actor: Actor, facts: AboutCase) -> bool:
    """The worker is supervisor in the lead's agency."""
    return actor.agency_id == facts.lead_agency_id and Role.SUPERVISOR in actor.roles


def it_is_their_own_membership(actor: Actor, facts: AboutMember) -> bool:
    """The membership is the worker's own."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


def they_supervise_in_the_members_agency(actor: Actor, facts: AboutMember) -> bool:
    """The worker is supervisor in the member's agency."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


def they_led_by_name(_actor: Actor, facts: AboutFormerLead) -> bool:
    """A worker led the case, not a whole agency, and was not kept from it."""
    return facts.seat.worker_id is not None and facts.seat.seat is Seat.MEMBER


def they_leave_the_team(_actor: Actor, facts: AboutFormerLead) -> bool:
    """They handed over the lead and no longer work on the case."""
    return facts.leaves


def it_is_for_them(actor: Actor, facts: AboutInvitation) -> bool:
    """The invitation is for the worker by name."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


def it_is_for_whoever_of_their_agency_takes_it_up(actor: Actor, facts: AboutInvitation) -> bool:
    """The invitation is for the worker's agency and names nobody."""
    return actor.agency_id == facts.agency_id and facts.worker_id is None


def they_go_themselves(actor: Actor, facts: AboutInvitation) -> bool:
    """The worker would work on the case themselves."""
    return actor.worker_id is not None and actor.worker_id == facts.sends


def they_supervise_in_the_invited_agency(actor: Actor, facts: AboutInvitation) -> bool:
    """The worker is supervisor in the invited agency."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


OPEN = "open a case"
CHANGE = "change a case"
CHANGE_PEOPLE = "change whom a case is about"
ADD_PERSON = "add somebody to a case"
CHANGE_TEAM = "change the team of a case"
CHANGE_LEAD = "name another worker of the lead's agency as lead of a case"
READ_ON = "read on as former lead"
ADMIT_GUEST = "let somebody who comes to a conference read of a case until it is over"
INVITE = "invite another agency to the team of a case"
SEE_INVITATIONS = "see who was invited to the team of a case, and what they answered"
WITHDRAW_INVITATION = "withdraw an invitation to a team"
ACCEPT_INVITATION = "accept an invitation to a team"
DECLINE_INVITATION = "decline an invitation to a team"
CLOSE = "close a case"
REOPEN = "reopen a case"
END_MEMBERSHIP = "end a membership in a team"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"
_ONE_LEAD = "One lead answers for the coordination, so that nobody falls between two agencies"


def _by_the_lead(action: str, *duties: str) -> tuple[Rule[AboutCase], ...]:
    return (
        Rule(action, (they_lead_the_case,), _ONE_LEAD, duties),
        Rule(action, (they_supervise_in_the_lead_agency,), "A lead who is away is stood in for", duties),
    )


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        OPEN,
        (they_meet_people, they_may_contribute_about_everybody),
        _TASK,
        ("the agency that opens it leads it first",),
    ),
    Rule(OPEN, (they_meet_people, they_may_coordinate_for_everybody), _TASK),
    Rule(ADD_PERSON, (they_may_contribute_about_everybody,), _TASK, ("the team shares about them from then on",)),
)
CASE_RULES: tuple[Rule[AboutCase], ...] = (
    *_by_the_lead(CHANGE, "the earlier version is kept"),
    *_by_the_lead(CHANGE_PEOPLE, "what the team shares follows with the answer"),
    *_by_the_lead(
        CHANGE_TEAM,
        "workers of the lead's agency are added",
        "members see what an agreement lets flow to them, and no more",
    ),
    *_by_the_lead(CHANGE_LEAD, "the former lead leaves the team, unless they are said to stay"),
    *_by_the_lead(
        ADMIT_GUEST,
        "they read of the categories that are talked about what an agreement lets flow to them, and no more",
        "it ends by itself when the conference does; sooner when that, or their coming, is off",
        "it stands with its end among the person's grants, on the timeline and in the team's list",
    ),
    *_by_the_lead(INVITE, "whoever is invited is told of the case's category, and not about whom it is"),
    *_by_the_lead(SEE_INVITATIONS, "the look is logged"),
    *_by_the_lead(WITHDRAW_INVITATION),
    *_by_the_lead(CLOSE, "what rested on the team ends with the answer"),
    *_by_the_lead(REOPEN, "what rests on the team begins anew, under the agreements of today"),
)
MEMBER_RULES: tuple[Rule[AboutMember], ...] = (
    Rule(END_MEMBERSHIP, (they_lead_the_case,), _ONE_LEAD, ("what rested on it ends with the answer",)),
    Rule(END_MEMBERSHIP, (they_supervise_in_the_lead_agency,), "A lead who is away is stood in for"),
    Rule(END_MEMBERSHIP, (it_is_their_own_membership,), "Nobody is kept on a team against their will"),
    Rule(END_MEMBERSHIP, (they_supervise_in_the_members_agency,), "An agency decides on its own workers"),
)
FORMER_LEAD_RULES: tuple[Rule[AboutFormerLead], ...] = (
    Rule(
        READ_ON,
        (they_led_by_name, they_leave_the_team),
        "GDPR Art. 5(1)(b) and (c): what was handed over raises questions; for the same purpose, no longer than needed",
        (
            f"it ends by itself after {TAIL.days} days; sooner with the case, the agreement or their employment",
            "they read what a member reads, what is written meanwhile too, and write, refer and coordinate nothing",
            "it stands with its end among the person's grants, on the timeline and in the team's list",
        ),
    ),
)
_OWN_WORD = "An agency works on a case by its own word: being put on a team by another opens nothing of one's own"
_OWN_WORKERS = "An agency decides on its own workers"
INVITATION_RULES: tuple[Rule[AboutInvitation], ...] = (
    Rule(
        ACCEPT_INVITATION, (it_is_for_them, they_go_themselves), _OWN_WORD, ("members see what an agreement lets flow",)
    ),
    Rule(
        ACCEPT_INVITATION,
        (it_is_for_whoever_of_their_agency_takes_it_up, they_meet_people, they_go_themselves),
        _OWN_WORD,
    ),
    Rule(
        ACCEPT_INVITATION,
        (they_supervise_in_the_invited_agency,),
        _OWN_WORKERS,
        ("they may send somebody else, or all",),
    ),
    Rule(DECLINE_INVITATION, (it_is_for_them,), _OWN_WORD, ("a coded reason is kept",)),
    Rule(DECLINE_INVITATION, (it_is_for_whoever_of_their_agency_takes_it_up, they_meet_people), _OWN_WORD),
    Rule(DECLINE_INVITATION, (they_supervise_in_the_invited_agency,), _OWN_WORKERS),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *CASE_RULES, *MEMBER_RULES, *FORMER_LEAD_RULES, *INVITATION_RULES)
