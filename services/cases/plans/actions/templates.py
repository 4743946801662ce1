"""Write templates, retire them, and begin a plan with one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.actions.decisions import not_found
from services.cases.plans import events
from services.cases.plans.actions.goals import NewGoal, set_goal
from services.cases.plans.actions.planned import NewAction, plan_action
from services.cases.plans.domain.goals import Owner, OwnerKind
from services.cases.plans.domain.templates import TargetGroup, TemplateGoal, days_after, goal_from
from services.cases.plans.policy import RETIRE_TEMPLATE, TEMPLATE_RULES, WRITE_TEMPLATE, AboutTemplate
from services.cases.plans.store import templates as store
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class NewTemplate:
    """What is needed to write one.

    Attributes:
        goals: as `domain.templates.goal_from` reads them.
    """

    municipality_id: UUID
    target_group: TargetGroup
    title: str
    language: str
    goals: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Application:
    """What is needed to begin a plan with a template.

    Attributes:
        person_ids: for whom; empty for the one person of a case that has only one.
        begins_on: from when its days count; local date.
        answered_for_by: the worker of the caller's agency to whom it gives what is for one; whoever applies it when
            None, and everybody of the agency where that is a system.
    """

    template_id: UUID
    person_ids: Sequence[UUID]
    begins_on: date
    sensitivity: Sensitivity
    answered_for_by: UUID | None = None


async def write_template(work: UnitOfWork, actor: Actor, command: NewTemplate) -> UUID:
    """Write a template for a municipality; it never changes, a better one takes its place.

    Raises:
        NotAllowed: the agency does not operate there, or the worker neither administers nor supervises.
    """
    decide(TEMPLATE_RULES, WRITE_TEMPLATE, actor, AboutTemplate(command.municipality_id, actor.agency_id))
    template_id = new_id()
    values = {
        "id": template_id,
        "municipality_id": command.municipality_id,
        "target_group": command.target_group,
        "title": command.title,
        "language": command.language,
        "goals": list(command.goals),
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
    }
    await store.keep(work, values)
    await work.tell(events.TemplateWritten(template_id=template_id, municipality_id=command.municipality_id))
    return template_id


async def retire_template(work: UnitOfWork, actor: Actor, template_id: UUID) -> UUID:
    """Let nobody begin a plan with a template any more; what began with it goes on.

    Raises:
        NotFound: no such template in the agency's municipalities.
        NotAllowed: another agency wrote it, or the worker neither administers nor supervises.
        Conflict: it was retired.
    """
    template = await read_template(work, actor, template_id)
    facts = AboutTemplate(template["municipality_id"], template["agency_id"])
    decide(TEMPLATE_RULES, RETIRE_TEMPLATE, actor, facts)
    if not await store.retire(work, template_id, actor.subject):
        raise Conflict("It was retired before.", detail_fr="Ce modèle n'est déjà plus utilisé.")
    await work.tell(events.TemplateRetired(template_id=template_id, municipality_id=template["municipality_id"]))
    return template_id


async def read_template(work: UnitOfWork, actor: Actor, template_id: UUID) -> asyncpg.Record:
    """One template of a municipality in which the caller's agency operates.

    Raises:
        NotFound: none.
    """
    row = await store.open_one(work, template_id, actor.municipalities)
    if row is None:
        raise NotFound
    return row


async def list_templates(
    work: UnitOfWork, actor: Actor, target_group: TargetGroup | None, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Templates in use where the caller's agency operates; one more than `limit` when there is a next page."""
    return await store.list_some(work, actor.municipalities, target_group, after, limit + 1)


async def apply_template(work: UnitOfWork, actor: Actor, case_id: UUID, command: Application) -> UUID:
    """Set every goal of a template and plan its actions, all or nothing, each as if it were written by hand.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `goals.set_goal` says of each goal, and `planned.plan_action` of
            each action.
        Invalid: no such template, or one that is no longer in use.
    """
    template = await store.open_one(work, command.template_id, actor.municipalities)
    if template is None or template["retired_at"] is not None:
        raise Invalid.field(
            "#/template_id",
            "unknown_template",
            "There is no such template in use.",
            "Aucun modèle en usage ne correspond.",
        )
    goal_ids: list[UUID] = []
    action_ids: list[UUID] = []
    for goal in map(goal_from, template["goals"]):
        goal_id = await set_goal(work, actor, case_id, _goal(actor, command, goal))
        goal_ids.append(goal_id)
        planned = _actions(actor, command, goal, goal_id)
        action_ids += [await plan_action(work, actor, case_id, action) for action in planned]
    application_id = new_id()
    values = {
        "id": application_id,
        "template_id": command.template_id,
        "goal_ids": goal_ids,
        "action_ids": action_ids,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
    }
    await store.apply(work, values, goal_ids[0])
    return application_id


async def read_application(work: UnitOfWork, case_id: UUID, application_id: UUID) -> asyncpg.Record:
    """What a template brought.

    Raises:
        NotFound: none in this case of which the caller may see everything.
    """
    row = await store.read_application(work, case_id, application_id)
    if row is None:
        raise not_found(work, "apply-template")
    return row


async def list_applications(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Which templates were applied in a case, as far as the caller may see everything that each brought.

    Raises:
        NotFound: neither the case nor anything in it is the caller's to see.
    """
    rows = await store.applications(work, case_id, after, limit)
    if not rows:
        await read_case(work, case_id)
    return rows


def _goal(actor: Actor, command: Application, goal: TemplateGoal) -> NewGoal:
    return NewGoal(
        person_ids=command.person_ids,
        category=goal.category,
        sensitivity=command.sensitivity,
        own_words=None,
        wording=goal.wording,
        owner=_owner(actor, command, goal.owner),
        horizon=goal.horizon,
        target_on=days_after(command.begins_on, goal.target_in_days),
        scale=goal.scale,
        weight=goal.weight,
        baseline=None,
        need_ids=(),
    )


def _actions(actor: Actor, command: Application, goal: TemplateGoal, goal_id: UUID) -> list[NewAction]:
    return [
        NewAction(
            person_ids=command.person_ids,
            category=action.category,
            sensitivity=command.sensitivity,
            goal_id=goal_id,
            title=action.title,
            owner=_owner(actor, command, action.owner),
            due_on=days_after(command.begins_on, action.due_in_days),
            referral_id=None,
        )
        for action in goal.actions
    ]


def _owner(actor: Actor, command: Application, kind: OwnerKind) -> Owner:
    """Of the kind that the template names: whoever applies it, the first person it is applied for, or a carer."""
    if kind is OwnerKind.AGENCY:
        return Owner(kind, actor.agency_id)
    if kind is OwnerKind.WORKER:
        worker_id = command.answered_for_by or actor.worker_id
        return Owner(kind, actor.agency_id, worker_id) if worker_id else Owner(OwnerKind.AGENCY, actor.agency_id)
    if kind is OwnerKind.PERSON:
        return Owner(kind, id=command.person_ids[0] if command.person_ids else None)
    return Owner(kind)
