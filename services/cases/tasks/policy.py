"""Who may write tasks, say that they are done, give what must be done to somebody else, and say who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.coordination.policy import AboutPeople, they_may_contribute_about_everybody
from services.cases.duties.policy import AboutDuty, given_within_the_agency, it_is_for_them_to_do
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutAbsence:
    """An absence, by who is away."""

    agency_id: UUID
    worker_id: UUID


@dataclass(frozen=True)
class AboutAgency:
    """The agency whose workers' load is asked for."""

    agency_id: UUID


def they_are_away_themselves(actor: Actor, facts: AboutAbsence) -> bool:
    """The worker is the one who is away."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


def they_supervise_in_the_agency(actor: Actor, facts: AboutAbsence | AboutAgency) -> bool:
    """The worker is supervisor in the agency."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


WRITE_TASK = "write a task"
MOVE_TASK = "say whether a task is done"
CORRECT_TASK = "correct a task"
GIVE_TASK = "give a task to a colleague"
GIVE_MOVE = "name who moves a referral on"
SAY_AWAY = "say that somebody is away and who stands in"
SEE_LOAD = "see how much each worker of an agency has to do"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"
_DONE = "Whoever was asked to do it says that it is done"
_KEPT = ("the earlier version is kept",)
_STAND_IN = ("whoever stands in sees the list as far as their own grounds go",)

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(WRITE_TASK, (they_may_contribute_about_everybody,), _TASK, ("the writer's agency sees what it wrote",)),
    Rule(MOVE_TASK, (they_may_contribute_about_everybody,), _TASK, _KEPT),
)
DUTY_RULES: tuple[Rule[AboutDuty], ...] = (
    Rule(MOVE_TASK, (it_is_for_them_to_do,), _DONE, _KEPT),
    *given_within_the_agency(GIVE_TASK),
    *given_within_the_agency(GIVE_MOVE),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = corrected_by_its_writer(CORRECT_TASK)
ABSENCE_RULES: tuple[Rule[AboutAbsence], ...] = (
    Rule(SAY_AWAY, (they_are_away_themselves,), "Nobody knows it better", _STAND_IN),
    Rule(SAY_AWAY, (they_supervise_in_the_agency,), "Whoever falls ill does not write absences", _STAND_IN),
)
LOAD_RULES: tuple[Rule[AboutAgency], ...] = (
    Rule(
        SEE_LOAD,
        (they_supervise_in_the_agency,),
        "Whoever shares out the work knows how much there is",
        ("it counts what they may see",),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *DUTY_RULES, *ITEM_RULES, *ABSENCE_RULES, *LOAD_RULES)
