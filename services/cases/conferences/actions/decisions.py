"""Write down what was decided, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.conferences import events
from services.cases.conferences.actions.agenda import begun_conference_of
from services.cases.conferences.policy import CHANGE_DECISION, ITEM_RULES, PEOPLE_RULES, TAKE_DECISION
from services.cases.conferences.store import decisions as store
from services.cases.conferences.store.decisions import DECISIONS
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.items.actions import (
    NewItem,
    change_item,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.plans.actions.planned import read_action
from services.cases.tasks.actions.tasks import NewTask, read_task, write_task
from services.cases.timeline.actions import person_of_referral
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class Entrusted:
    """What somebody must do now that it was decided.

    Attributes:
        owner_id: a worker of the agency; None for the agency to name.
    """

    title: str
    due_on: date
    owner_agency_id: UUID
    owner_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class NewDecision(NewItem):
    """What is needed to write one down.

    Attributes:
        agenda_item_id: on which matter of the same case.
        entrusted: the task that it becomes with this.
        action_id, task_id, referral_id: what it became before; each says who does it, and by when.
    """

    agenda_item_id: UUID
    text: str
    entrusted: Entrusted | None
    action_id: UUID | None
    task_id: UUID | None
    referral_id: UUID | None


async def take_decision(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewDecision) -> UUID:
    """Write down what was decided on a matter, in a category of its own; with it, the task that it becomes.

    Raises:
        NotFound: no such matter that the caller may see, or they take no part in its conference.
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Conflict: the conference has not begun, or is cancelled.
        Invalid: it became something that is not of this case, or not the caller's to see; or two tasks.
    """
    await begun_conference_of(work, case_id, command.agenda_item_id, "take-decision")
    people, category = command.person_ids, command.category
    standings = await may_write(work, actor, TAKE_DECISION, case_id, people, category, PEOPLE_RULES)
    about = [one.person_id for one in standings]
    became = {"action_id": command.action_id, "task_id": command.task_id, "referral_id": command.referral_id}
    await _must_be_theirs(work, case_id, about, became)
    if command.entrusted is not None:
        became["task_id"] = await _entrust(work, actor, case_id, command, command.entrusted)
    content = {"agenda_item_id": command.agenda_item_id, "text": command.text, **became}
    kind = LineKind.DECISION_TAKEN
    decision_id = await keep_item(work, actor, DECISIONS, case_id, standings, command, content, kind)
    await tell_each(
        work, about, lambda one: events.DecisionTaken(case_id=case_id, person_id=one, decision_id=decision_id)
    )
    return decision_id


async def change_decision(
    work: UnitOfWork, actor: Actor, case_id: UUID, decision_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Say what became of it, or correct what was written; the earlier version is kept.

    Raises:
        NotFound: no such decision in this case that the caller may see.
        NotAllowed: the caller neither wrote it nor supervises in the agency that did.
        Stale: somebody changed it since.
        Invalid: it became something that is not of this case, or not the caller's to see.
    """
    decision = await load_for_change(work, DECISIONS, case_id, decision_id, version)
    written = AboutItem(decision.row["agency_id"], decision.row["worker_id"])
    decide_about(work, ITEM_RULES, CHANGE_DECISION, actor, written, decision.people)
    await _must_be_theirs(work, case_id, decision.people, changes)
    wanted = {**decision.content, **changes}
    if decision.changed_by(wanted):
        await change_item(work, actor, DECISIONS, decision, wanted)
        await tell_each(
            work,
            decision.people,
            lambda one: events.DecisionChanged(case_id=case_id, person_id=one, decision_id=decision_id),
        )
    return decision_id


async def read_decision(work: UnitOfWork, case_id: UUID, decision_id: UUID, operation: str) -> asyncpg.Record:
    """One decision, with what became of it as far as the caller may see that; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, DECISIONS, case_id, decision_id, operation)


async def list_decisions(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What was decided on a case in conferences, as `items.list_items` says."""
    return await list_items(work, DECISIONS, case_id, after, limit)


async def list_decisions_of(
    work: UnitOfWork, matters: Sequence[UUID], limit: int, operation: str
) -> list[asyncpg.Record]:
    """What was decided on these matters, as far as the caller may see it; one more than `limit` if there is."""
    return await store.list_of_matters(work, matters, limit, operation)


async def list_decision_versions(
    work: UnitOfWork, case_id: UUID, decision_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What was written before, as `items.list_versions` says."""
    return await list_versions(work, DECISIONS, case_id, decision_id, after, limit)


async def _entrust(work: UnitOfWork, actor: Actor, case_id: UUID, decided: NewDecision, what: Entrusted) -> UUID:
    """Write the task that a decision becomes: about the same people, and as closed."""
    if decided.task_id is not None:
        raise Invalid.field(
            "#/task",
            "two_tasks",
            "Name the task that it became, or write one.",
            "Indiquez la tâche qui en résulte, ou rédigez-en une.",
        )
    task = NewTask(
        person_ids=decided.person_ids,
        category=decided.category,
        sensitivity=decided.sensitivity,
        title=what.title,
        due_on=what.due_on,
        owner_agency_id=what.owner_agency_id,
        owner_id=what.owner_id,
    )
    return await write_task(work, actor, case_id, task)


async def _must_be_theirs(work: UnitOfWork, case_id: UUID, people: Collection[UUID], became: Mapping[str, Any]) -> None:
    try:
        if (action_id := became.get("action_id")) is not None:
            await read_action(work, case_id, action_id, "take-decision")
        if (task_id := became.get("task_id")) is not None:
            await read_task(work, case_id, task_id, "take-decision")
    except NotFound as unseen:
        raise Invalid.field(
            "#",
            "not_in_case",
            "Name an action or task of this case.",
            "Indiquez une action ou une tâche de cet accompagnement.",
        ) from unseen
    referral_id = became.get("referral_id")
    if referral_id is not None and await person_of_referral(work, referral_id) not in people:
        raise Invalid.field(
            "#/referral_id",
            "not_of_this_person",
            "Name a referral of this person.",
            "Indiquez une orientation de cette personne.",
        )
