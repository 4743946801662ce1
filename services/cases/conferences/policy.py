"""Who may convene conferences, invite to them, answer, and say what is talked about.

Who may see a matter on an agenda is decided on the matter itself, as for notes: coming to a conference shows nobody
anything of a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.coordination.policy import (
    AboutPeople,
    they_may_contribute_about_everybody,
    they_meet_people,
)
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutConvening:
    """A conference that is to be."""

    municipality_id: UUID


@dataclass(frozen=True)
class AboutConference:
    """A conference, by who convenes it."""

    agency_id: UUID
    worker_id: UUID


@dataclass(frozen=True)
class AboutAnswer:
    """An invitation to a conference.

    Attributes:
        worker_id: None for whoever of the agency takes it up.
    """

    agency_id: UUID
    worker_id: UUID | None


@dataclass(frozen=True)
class AboutSigning:
    """What was said in a conference.

    Attributes:
        attended: the worker was there.
    """

    attended: bool


def they_act_in_its_municipality(actor: Actor, facts: AboutConvening) -> bool:
    """The worker's agency operates in the municipality."""
    return facts.municipality_id in actor.municipalities


def they_convene_it(actor: Actor, facts: AboutConference) -> bool:
    """The worker convenes the conference."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


def they_supervise_in_the_convening_agency(actor: Actor, facts: AboutConference) -> bool:
    """The worker is supervisor in the agency that convenes the conference."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


def they_are_asked_by_name(actor: Actor, facts: AboutAnswer) -> bool:
    """The worker is asked to come by name."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


def whoever_of_their_agency_is_asked(actor: Actor, facts: AboutAnswer) -> bool:
    """The worker's agency is asked to come, and nobody by name."""
    return actor.agency_id == facts.agency_id and facts.worker_id is None


def they_supervise_in_the_agency_that_is_asked(actor: Actor, facts: AboutAnswer) -> bool:
    """The worker is supervisor in the agency that is asked to come."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


def they_were_there(_actor: Actor, facts: AboutSigning) -> bool:
    """The worker attended the conference."""
    return facts.attended


CONVENE = "convene a conference"
CHANGE_CONFERENCE = "change a conference"
CANCEL_CONFERENCE = "cancel a conference"
INVITE = "invite to a conference"
WITHDRAW = "withdraw an invitation to a conference"
ACCEPT = "accept an invitation to a conference"
DECLINE = "decline an invitation to a conference"
PUT_ON_AGENDA = "put a matter on the agenda of a conference"
CHANGE_MATTER = "change a matter on an agenda"
TAKE_OFF_AGENDA = "take a matter off an agenda"
RECORD_ATTENDANCE = "say who attended a conference"
WRITE_MINUTES = "write minutes of a matter"
CORRECT_MINUTES = "correct minutes"
SIGN_MINUTES = "sign minutes"
TAKE_DECISION = "write down what was decided"
CHANGE_DECISION = "change what was written of a decision"

_ONE_ANSWERS = "One worker answers for a conference, or a supervisor who stands in for them"
_OWN_WORD = "An agency comes to a conference by its own word"
_OWN_WORKERS = "An agency decides on its own workers"


def _by_who_convenes(action: str, *duties: str) -> tuple[Rule[AboutConference], ...]:
    sentences = (they_convene_it, they_supervise_in_the_convening_agency)
    return tuple(Rule(action, (sentence,), _ONE_ANSWERS, duties) for sentence in sentences)


def _by_who_is_asked(action: str, *duties: str) -> tuple[Rule[AboutAnswer], ...]:
    return (
        Rule(action, (they_are_asked_by_name,), _OWN_WORD, duties),
        Rule(action, (whoever_of_their_agency_is_asked, they_meet_people), _OWN_WORD, duties),
        Rule(action, (they_supervise_in_the_agency_that_is_asked,), _OWN_WORKERS, duties),
    )


CONVENING_RULES: tuple[Rule[AboutConvening], ...] = (
    Rule(
        CONVENE,
        (they_meet_people, they_act_in_its_municipality),
        "Those who help somebody may come together; what they see there rests on grounds of its own",
        ("it opens nothing to anybody",),
    ),
)
CONFERENCE_RULES: tuple[Rule[AboutConference], ...] = (
    *_by_who_convenes(CHANGE_CONFERENCE),
    *_by_who_convenes(CANCEL_CONFERENCE, "a coded reason is kept"),
    *_by_who_convenes(INVITE, "whoever is asked to come is not told of whom is spoken, but by their own grounds"),
    *_by_who_convenes(WITHDRAW),
    *_by_who_convenes(RECORD_ATTENDANCE, "whoever attended may sign"),
)
ANSWER_RULES: tuple[Rule[AboutAnswer], ...] = (
    *_by_who_is_asked(ACCEPT, "whoever of the agency says yes is who comes"),
    *_by_who_is_asked(DECLINE, "a coded reason is kept, for those who convene"),
)
PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        PUT_ON_AGENDA,
        (they_may_contribute_about_everybody,),
        "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person",
        (
            "the person, or somebody for them, is asked to come, or it is said why not",
            "it is shown as an item of its category: nobody sees it because they come",
        ),
    ),
    Rule(
        TAKE_DECISION,
        (they_may_contribute_about_everybody,),
        "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person",
        ("what it becomes says who does it by when", "it opens nothing to whoever does it"),
    ),
    Rule(
        WRITE_MINUTES,
        (they_may_contribute_about_everybody,),
        "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person",
        ("they are shown as an item of their category: nobody sees them because they came",),
    ),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = (
    *corrected_by_its_writer(CHANGE_MATTER),
    *corrected_by_its_writer(TAKE_OFF_AGENDA),
    *corrected_by_its_writer(CORRECT_MINUTES),
    *corrected_by_its_writer(CHANGE_DECISION),
)
SIGNING_RULES: tuple[Rule[AboutSigning], ...] = (
    Rule(
        SIGN_MINUTES,
        (they_were_there,),
        "Whoever signs stands by what was said before them",
        ("it is of one version; a later one is signed anew",),
    ),
)
RULES: Sequence[Rule[Any]] = (
    *CONVENING_RULES,
    *CONFERENCE_RULES,
    *ANSWER_RULES,
    *PEOPLE_RULES,
    *ITEM_RULES,
    *SIGNING_RULES,
)
