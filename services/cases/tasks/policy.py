"""Who may write tasks, say that they are done, give what must be done to somebody else, and say who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.policy import EARLIER_KEPT, PUBLIC_TASK, WRITER_SEES
from services.cases.coordination.policy.cases import AboutPeople, they_may_contribute_about_everybody
from services.cases.duties.policy import AboutDuty, given_within_the_agency, it_is_for_them_to_do
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutAbsence:
    """An absence, by who is away."""

    agency_id: UUID
    worker_id: UUID


@dataclass(frozen=True)
class AboutAgency:
    """The agency whose workers' load is asked for."""

    agency_id: UUID


@in_french("L'intervenant est la personne absente")
def they_are_away_themselves(actor: Actor, facts: AboutAbsence) -> bool:
    """The worker is the one who is away."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


@in_french("L'intervenant est encadrant dans l'organisme")
def they_supervise_in_the_agency(actor: Actor, facts: AboutAbsence | AboutAgency) -> bool:
    """The worker is supervisor in the agency."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


WRITE_TASK = Phrase("write a task", "rédiger une tâche")
MOVE_TASK = Phrase("say whether a task is done", "dire si une tâche est faite")
CORRECT_TASK = Phrase("correct a task", "rectifier une tâche")
GIVE_TASK = Phrase("give a task to a colleague", "confier une tâche à un collègue")
GIVE_MOVE = Phrase("name who moves a referral on", "désigner qui fait avancer une orientation")
GIVE_REVIEW = Phrase("name who looks at a warning again", "désigner qui réexamine une alerte")
SAY_AWAY = Phrase("say that somebody is away and who stands in", "dire que quelqu'un est absent et qui le remplace")
SEE_LOAD = Phrase(
    "see how much each worker of an agency has to do", "voir combien chaque intervenant d'un organisme a à faire"
)

_DONE = Phrase("Whoever was asked to do it says that it is done", "Qui en a été chargé dit que c'est fait")
_KEPT = (EARLIER_KEPT,)
_STAND_IN = (
    Phrase(
        "whoever stands in sees the list as far as their own grounds go",
        "qui remplace voit la liste dans la limite de ses propres fondements",
    ),
)

PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        WRITE_TASK,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (WRITER_SEES,),
    ),
    Rule(MOVE_TASK, (they_may_contribute_about_everybody,), PUBLIC_TASK, _KEPT),
)
DUTY_RULES: tuple[Rule[AboutDuty], ...] = (
    Rule(MOVE_TASK, (it_is_for_them_to_do,), _DONE, _KEPT),
    *given_within_the_agency(GIVE_TASK),
    *given_within_the_agency(GIVE_MOVE),
    *given_within_the_agency(GIVE_REVIEW),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = corrected_by_its_writer(CORRECT_TASK)
ABSENCE_RULES: tuple[Rule[AboutAbsence], ...] = (
    Rule(SAY_AWAY, (they_are_away_themselves,), Phrase("Nobody knows it better", "Nul ne le sait mieux"), _STAND_IN),
    Rule(
        SAY_AWAY,
        (they_supervise_in_the_agency,),
        Phrase("Whoever falls ill does not write absences", "Qui tombe malade n'écrit pas son absence"),
        _STAND_IN,
    ),
)
LOAD_RULES: tuple[Rule[AboutAgency], ...] = (
    Rule(
        SEE_LOAD,
        (they_supervise_in_the_agency,),
        Phrase("Whoever shares out the work knows how much there is", "Qui répartit le travail sait combien il y en a"),
        (Phrase("it counts what they may see", "le compte porte sur ce que l'encadrant peut voir"),),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *DUTY_RULES, *ITEM_RULES, *ABSENCE_RULES, *LOAD_RULES)
