"""Who may start threads, write in them, correct, retract, close and reopen.

Who may read a thread or a message is decided on the item itself, as for notes: nobody is added to a thread, and whoever
has a ground that shows its category takes part in it, for as long as the ground lives.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.coordination.policy import AboutPeople, they_may_contribute_about_everybody
from services.cases.items.policy import AboutItem, they_supervise_in_the_agency_that_wrote_it, they_wrote_it
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutThread:
    """A thread, by who started it and who leads its case.

    Attributes:
        lead_agency_id: None where the thread belongs to a referral and to no case.
        lead_worker_id: None when the lead agency names nobody.
    """

    agency_id: UUID
    worker_id: UUID
    lead_agency_id: UUID | None
    lead_worker_id: UUID | None


def they_started_it(actor: Actor, facts: AboutThread) -> bool:
    """The worker started the thread."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


def they_supervise_in_the_agency_that_started_it(actor: Actor, facts: AboutThread) -> bool:
    """The worker is supervisor in the agency that started the thread."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


def they_lead_its_case(actor: Actor, facts: AboutThread) -> bool:
    """The worker is the lead of the thread's case, or of the lead agency when it names nobody."""
    return actor.agency_id == facts.lead_agency_id and facts.lead_worker_id in {None, actor.subject}


START_THREAD = "start a thread"
WRITE_MESSAGE = "write in a thread"
CHANGE_THREAD = "change a thread"
CLOSE_THREAD = "close a thread"
REOPEN_THREAD = "reopen a thread"
CORRECT_MESSAGE = "correct a message"
RETRACT_MESSAGE = "retract a message"
READ_RETRACTED = "read what a retracted message said"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"
_ACCURACY = "GDPR Art. 5(1)(d): what is recorded is accurate; whoever answers for it corrects it"
_OWN_WORDS = "Nobody puts words into somebody else's mouth"
_MINIMAL = "GDPR Art. 5(1)(c): what should not have been said is read by nobody else"
_SETTLED = "Whoever asked knows when it is settled"
_ONE_LEAD = "One lead answers for the coordination, so that nothing falls between two agencies"


def _of_a_thread(action: str) -> tuple[Rule[AboutThread], ...]:
    return (
        Rule(action, (they_started_it,), _SETTLED),
        Rule(action, (they_supervise_in_the_agency_that_started_it,), "Somebody who is away is stood in for"),
        Rule(action, (they_lead_its_case,), _ONE_LEAD),
    )


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(START_THREAD, (they_may_contribute_about_everybody,), _TASK, ("the writer's agency sees what it wrote",)),
    Rule(WRITE_MESSAGE, (they_may_contribute_about_everybody,), _TASK, ("the writer's agency sees what it wrote",)),
)
THREAD_RULES: tuple[Rule[AboutThread], ...] = (
    Rule(CHANGE_THREAD, (they_started_it,), _ACCURACY, ("the earlier version is kept",)),
    Rule(CHANGE_THREAD, (they_supervise_in_the_agency_that_started_it,), _ACCURACY, ("the earlier version is kept",)),
    *_of_a_thread(CLOSE_THREAD),
    *_of_a_thread(REOPEN_THREAD),
)
MESSAGE_RULES: tuple[Rule[AboutItem], ...] = (
    Rule(CORRECT_MESSAGE, (they_wrote_it,), _OWN_WORDS, ("the earlier version is kept",)),
    Rule(RETRACT_MESSAGE, (they_wrote_it,), _ACCURACY, ("a line stays that says so", "what it said is kept")),
    Rule(
        RETRACT_MESSAGE,
        (they_supervise_in_the_agency_that_wrote_it,),
        _ACCURACY,
        ("a line stays that says so", "what it said is kept"),
    ),
    Rule(READ_RETRACTED, (they_wrote_it,), _MINIMAL, ("the look is logged",)),
    Rule(READ_RETRACTED, (they_supervise_in_the_agency_that_wrote_it,), _MINIMAL, ("the look is logged",)),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *THREAD_RULES, *MESSAGE_RULES)
