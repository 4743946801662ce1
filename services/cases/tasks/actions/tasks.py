"""Write tasks, correct them, and say that they are done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.duties.actions import hold_case, is_settled, must_be_done
from services.cases.duties.domain import Duty
from services.cases.duties.policy import AboutDuty
from services.cases.items.actions import (
    NewItem,
    Opened,
    change_item,
    find_item,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.tasks import events
from services.cases.tasks.domain.task import state_after
from services.cases.tasks.policy import (
    CORRECT_TASK,
    DUTY_RULES,
    GIVE_TASK,
    ITEM_RULES,
    MOVE_TASK,
    PEOPLE_RULES,
    WRITE_TASK,
)
from services.cases.tasks.store.tables import TASKS
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.duties import DutyKind, TaskState
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import permits


@dataclass(frozen=True, kw_only=True)
class NewTask(NewItem):
    """What is needed to write one.

    Attributes:
        owner_id: a worker of the agency; None for the agency to name.
    """

    title: str
    due_on: date | None
    owner_agency_id: UUID
    owner_id: UUID | None


async def write_task(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewTask) -> UUID:
    """Ask an agency, or one of its workers, to do something in a case.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
    """
    standings = await may_write(work, actor, WRITE_TASK, case_id, command.person_ids, command.category, PEOPLE_RULES)
    await hold_case(work, case_id)
    content = {
        "state": TaskState.OPEN,
        "title": command.title,
        "due_on": command.due_on,
        "owner_agency_id": command.owner_agency_id,
        "owner_id": command.owner_id,
    }
    task_id = await keep_item(work, actor, TASKS, case_id, standings, command, content, LineKind.TASK_WRITTEN)
    written = await find_item(work, TASKS, case_id, task_id)
    assert written is not None, "whoever writes something sees it"
    await _is_to_be_done(work, dict(written))
    people = [one.person_id for one in standings]
    await _tell(work, events.TaskWritten, case_id, task_id, people, TaskState.OPEN)
    return task_id


async def change_task(
    work: UnitOfWork, actor: Actor, case_id: UUID, task_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Say whether a task is done, or correct it; the earlier version is kept.

    Args:
        changes: by column; what is left out stays.

    Raises:
        NotFound: no such task in this case that the caller may see.
        NotAllowed: to move it, neither theirs nor a ground to contribute about each person; for anything else, not what
            they wrote.
        Stale: somebody changed it since.
        Conflict: the wanted state does not follow the present one.
    """
    await hold_case(work, case_id)
    found = await load_for_change(work, TASKS, case_id, task_id, version)
    wanted = {**found.content, **changes}
    changed = found.changed_by(wanted)
    if changed - {"state"}:
        written = AboutItem(found.row["agency_id"], found.row["worker_id"])
        decide_about(work, ITEM_RULES, CORRECT_TASK, actor, written, found.people)
    if not changed or "state" in changed:
        await _may_move(work, actor, found)
    state_after(TaskState(found.row["state"]), TaskState(wanted["state"]))
    if changed:
        await _change(work, actor, found, wanted, LineKind.TASK_CHANGED if "state" in changed else None)
        await _tell(work, events.TaskChanged, case_id, task_id, found.people, TaskState(wanted["state"]))
    return task_id


async def give_task(work: UnitOfWork, actor: Actor, case_id: UUID, task_id: UUID, worker_id: UUID | None) -> UUID:
    """Let a colleague do a task, or the agency say who does it; the earlier version is kept. Whoever calls tells it.

    Raises:
        NotFound: no such task in this case that the caller may see.
        NotAllowed: neither theirs, nor supervisor in the agency that must do it.
    """
    await hold_case(work, case_id)
    found = await load_for_change(work, TASKS, case_id, task_id, None)
    decide_about(work, DUTY_RULES, GIVE_TASK, actor, _duty(found), found.people)
    wanted = {**found.content, "owner_id": worker_id}
    if found.changed_by(wanted):
        await _change(work, actor, found, wanted, None)
    return task_id


async def read_task(work: UnitOfWork, case_id: UUID, task_id: UUID, operation: str = "read-task") -> asyncpg.Record:
    """One task; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, TASKS, case_id, task_id, operation)


async def list_tasks_of(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Tasks of a case that the caller may see, as `items.list_items` says."""
    return await list_items(work, TASKS, case_id, after, limit)


async def list_task_versions(
    work: UnitOfWork, case_id: UUID, task_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a task said before, as `items.list_versions` says."""
    return await list_versions(work, TASKS, case_id, task_id, after, limit)


async def _may_move(work: UnitOfWork, actor: Actor, found: Opened) -> None:
    """It is theirs to do, or they may contribute in its category about each person."""
    if permits(DUTY_RULES, MOVE_TASK, actor, _duty(found)):
        return
    stands = tuple([await standing_to(work, person_id) for person_id in found.people])
    facts = AboutPeople(stands, Category(found.row["category"]))
    decide_about(work, PEOPLE_RULES, MOVE_TASK, actor, facts, found.people)


def _duty(found: Opened) -> AboutDuty:
    return AboutDuty(found.row["owner_agency_id"], found.row["owner_id"])


async def _change(
    work: UnitOfWork, actor: Actor, found: Opened, wanted: Mapping[str, Any], line: LineKind | None
) -> None:
    await change_item(work, actor, TASKS, found, wanted, line)
    await _is_to_be_done(work, {**found.row, **wanted})


async def _is_to_be_done(work: UnitOfWork, task: Mapping[str, Any]) -> None:
    if task["state"] != TaskState.OPEN:
        await is_settled(work, task["id"])
        return
    await must_be_done(work, Duty.of_item(DutyKind.TASK, task, task["owner_agency_id"], task["owner_id"]))


async def _tell(
    work: UnitOfWork,
    event: type[events.TaskWritten | events.TaskChanged],
    case_id: UUID,
    task_id: UUID,
    people: Sequence[UUID],
    state: TaskState,
) -> None:
    await tell_each(work, people, lambda one: event(case_id=case_id, person_id=one, task_id=task_id, state=state))
