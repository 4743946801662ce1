"""Who may set goals, plan actions, say how far they got, and agree on a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.coordination.policy import (
    AboutCase,
    AboutPeople,
    they_lead_the_case,
    they_may_contribute_about_everybody,
    they_supervise_in_the_lead_agency,
)
from services.cases.duties.policy import AboutDuty, given_within_the_agency
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from services.cases.plans.domain.goals import Owner, OwnerKind
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutOwned(AboutPeople):
    """A goal or action that exists, by whose it is."""

    owner: Owner


@dataclass(frozen=True)
class AboutTemplate:
    """A template, by whose it is.

    Attributes:
        agency_id: that wrote it, or is about to.
    """

    municipality_id: UUID
    agency_id: UUID


def it_is_theirs_to_do(actor: Actor, facts: AboutOwned) -> bool:
    """The worker or their agency owns it."""
    mine: tuple[UUID | None, ...] = (None, actor.subject)
    return (
        facts.owner.kind in {OwnerKind.AGENCY, OwnerKind.WORKER}
        and facts.owner.agency_id == actor.agency_id
        and facts.owner.id in mine
    )


def they_act_in_its_municipality(actor: Actor, facts: AboutTemplate) -> bool:
    """The agency operates in the template's municipality."""
    return facts.municipality_id in actor.municipalities


def they_administer_or_supervise(actor: Actor, _facts: AboutTemplate) -> bool:
    """The worker is administrator or supervisor."""
    return bool(actor.roles & {Role.ADMINISTRATOR, Role.SUPERVISOR})


def their_agency_wrote_it(actor: Actor, facts: AboutTemplate) -> bool:
    """The worker's agency wrote it."""
    return facts.agency_id == actor.agency_id


SET_GOAL = "set a goal"
MOVE_GOAL = "move a goal on"
CORRECT_GOAL = "correct a goal"
MARK_PROGRESS = "say how far a goal was reached"
PLAN_ACTION = "plan an action"
MOVE_ACTION = "move an action on"
CORRECT_ACTION = "correct an action"
GIVE_ACTION = "give an action to a colleague"
PROPOSE = "propose a version of a plan"
SIGN_AS_LEAD = "sign a plan as lead"
REVIEW = "review a plan"
WRITE_TEMPLATE = "write a plan template"
RETIRE_TEMPLATE = "retire a plan template"
RECORD_SIGNATURE = "write down that a person agrees or disagrees to a plan"

_TASK = "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person"
_DONE = "Whoever was asked to do it says that it is done"
_ONE_LEAD = "One lead answers for the coordination, so that nobody falls between two agencies"
_STAND_IN = "A lead who is away is stood in for"
_OWN_PLAN = "A plan is the person's: what they or their representative say to it stands beside it"
_GOOD_START = "Whoever answers for the work of others says how it usually begins"
_KEPT = ("the earlier version is kept",)
_SEEN = ("the writer's agency sees what it wrote",)


def _by_whoever_does_it(action: str, *duties: str) -> tuple[Rule[AboutOwned], ...]:
    return (
        Rule(action, (they_may_contribute_about_everybody,), _TASK, duties),
        Rule(action, (it_is_theirs_to_do,), _DONE, duties),
    )


def _by_the_lead(action: str, *duties: str) -> tuple[Rule[AboutCase], ...]:
    return (
        Rule(action, (they_lead_the_case,), _ONE_LEAD, duties),
        Rule(action, (they_supervise_in_the_lead_agency,), _STAND_IN, duties),
    )


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(SET_GOAL, (they_may_contribute_about_everybody,), _TASK, _SEEN),
    Rule(PLAN_ACTION, (they_may_contribute_about_everybody,), _TASK, _SEEN),
    Rule(
        RECORD_SIGNATURE,
        (they_may_contribute_about_everybody,),
        _OWN_PLAN,
        ("the signature names worker, time and sign-in, and is never changed",),
    ),
)
CASE_RULES: tuple[Rule[AboutCase], ...] = (
    *_by_the_lead(PROPOSE, "it holds what the lead may see, and is shown as its goals and actions are"),
    *_by_the_lead(SIGN_AS_LEAD, "the signature names worker, time and sign-in, and is never changed"),
    *_by_the_lead(REVIEW, "what changed since the review before is written down", "the case's review date follows"),
)
OWNED_RULES: tuple[Rule[AboutOwned], ...] = (
    *_by_whoever_does_it(MOVE_GOAL, *_KEPT),
    *_by_whoever_does_it(MARK_PROGRESS, "it stands beside what others said", "whose word it is stands with it"),
    *_by_whoever_does_it(MOVE_ACTION, *_KEPT),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = (
    *corrected_by_its_writer(CORRECT_GOAL),
    *corrected_by_its_writer(CORRECT_ACTION),
)
TEMPLATE_RULES: tuple[Rule[AboutTemplate], ...] = (
    Rule(
        WRITE_TEMPLATE,
        (they_act_in_its_municipality, they_administer_or_supervise),
        _GOOD_START,
        ("it is about nobody, and never changes",),
    ),
    Rule(
        RETIRE_TEMPLATE,
        (they_act_in_its_municipality, they_administer_or_supervise, their_agency_wrote_it),
        _GOOD_START,
        ("plans that began with it go on",),
    ),
)
DUTY_RULES: tuple[Rule[AboutDuty], ...] = given_within_the_agency(GIVE_ACTION)
RULES: Sequence[Rule[Any]] = (*DUTY_RULES, *PEOPLE_RULES, *CASE_RULES, *OWNED_RULES, *ITEM_RULES, *TEMPLATE_RULES)
