"""Set goals, change them, and say how far they were reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.actions.writing import may_write
from services.cases.items.actions import (
    NewItem,
    Opened,
    change_item,
    item_lines,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.notes.actions.needs import find_need
from services.cases.people.actions.hiding import must_hide_places
from services.cases.plans import events
from services.cases.plans.actions.owning import about_owned, owned_by, owner_columns
from services.cases.plans.domain.attainment import Attainment
from services.cases.plans.domain.goals import GOALS_FOLLOW, Horizon, Owner, state_after
from services.cases.plans.policy import (
    CORRECT_GOAL,
    ITEM_RULES,
    MARK_PROGRESS,
    MOVE_GOAL,
    OWNED_RULES,
    PEOPLE_RULES,
    SET_GOAL,
)
from services.cases.plans.store import progress as progress_store
from services.cases.plans.store.items import GOALS
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.plans import GoalState, Voice
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid

Scale = Mapping[Attainment, str]


@dataclass(frozen=True, kw_only=True)
class NewGoal(NewItem):
    """What is needed to set one.

    Attributes:
        scale: what each level means; None while nobody has agreed on it.
    """

    own_words: str | None
    wording: str
    owner: Owner
    horizon: Horizon
    target_on: date | None
    scale: Scale | None
    weight: int
    baseline: Attainment | None
    need_ids: Sequence[UUID]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a goal was reached, in somebody's word."""

    level: Attainment
    said_by: Voice
    words: str | None


async def set_goal(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewGoal) -> UUID:
    """Write down what people of a case want to reach; it is proposed first.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Invalid: a need that is not of this case, or an owner who cannot be.
    """
    standings = await may_write(work, actor, SET_GOAL, case_id, command.person_ids, command.category, PEOPLE_RULES)
    people = [one.person_id for one in standings]
    await _are_needs_of(work, case_id, command.need_ids)
    content = {
        **owner_columns(await owned_by(work, command.owner, people)),
        "state": GoalState.PROPOSED,
        "own_words": command.own_words,
        "wording": command.wording,
        "horizon": command.horizon,
        "target_on": command.target_on,
        "scale": _stored(command.scale),
        "weight": command.weight,
        "baseline": command.baseline,
        "need_ids": list(command.need_ids),
    }
    goal_id = await keep_item(work, actor, GOALS, case_id, standings, command, content, LineKind.GOAL_SET)
    await tell_each(
        work,
        people,
        lambda one: events.GoalSet(case_id=case_id, person_id=one, goal_id=goal_id, state=GoalState.PROPOSED),
    )
    return goal_id


async def change_goal(
    work: UnitOfWork, actor: Actor, case_id: UUID, goal_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Move a goal on, or correct it; the earlier version is kept.

    Args:
        changes: by field; what is left out stays. `owner` is an Owner, `scale` a Scale.

    Raises:
        NotFound: no such goal in this case that the caller may see.
        NotAllowed: to move it, neither its owner nor a ground to contribute about each person; to correct it, not
            theirs.
        Stale: somebody changed it since.
        Conflict: the wanted state does not follow the present one.
        Invalid: a need that is not of this case, or an owner who cannot be.
    """
    goal = await load_for_change(work, GOALS, case_id, goal_id, version)
    wanted = {**goal.content, **await _columns(work, case_id, goal, changes)}
    changed = goal.changed_by(wanted)
    if changed - {"state"}:
        written = AboutItem(goal.row["agency_id"], goal.row["worker_id"])
        decide_about(work, ITEM_RULES, CORRECT_GOAL, actor, written, goal.people)
    if not changed or "state" in changed:
        decide_about(work, OWNED_RULES, MOVE_GOAL, actor, await about_owned(work, goal), goal.people)
    state = state_after(GoalState(goal.row["state"]), GoalState(wanted["state"]), GOALS_FOLLOW)
    if not changed:
        return goal_id
    await change_item(work, actor, GOALS, goal, wanted, LineKind.GOAL_CHANGED if "state" in changed else None)
    await tell_each(
        work, goal.people, lambda one: events.GoalChanged(case_id=case_id, person_id=one, goal_id=goal_id, state=state)
    )
    return goal_id


async def mark_progress(work: UnitOfWork, actor: Actor, case_id: UUID, goal_id: UUID, said: Progress) -> UUID:
    """Say how far a goal was reached, or write down what the person says of it; both stand side by side.

    Raises:
        NotFound: no such goal in this case that the caller may see.
        NotAllowed: neither its owner nor a ground to contribute about each person.
        Conflict: nobody has agreed on its scale yet, or the words say where somebody hides.
    """
    goal = await load_for_change(work, GOALS, case_id, goal_id, None)
    decide_about(work, OWNED_RULES, MARK_PROGRESS, actor, await about_owned(work, goal), goal.people)
    if goal.row["scale"] is None:
        raise Conflict("Agree on the goal's scale first.", detail_fr="Convenez d'abord de l'échelle de l'objectif.")
    await must_hide_places(work, goal.people, Sensitivity(goal.row["sensitivity"]), [said.words] if said.words else [])
    progress_id = new_id()
    named = {"id": progress_id, "goal_id": goal_id}
    about = {name: goal.row[name] for name in ("municipality_id", "person_id", "category", "sensitivity")}
    await progress_store.keep(
        work, {**named, **about, "level": said.level, "said_by": said.said_by, "words": said.words}
    )
    await add_lines(work, *item_lines(actor, goal.row, LineKind.PROGRESS_MARKED, state=said.said_by))
    await tell_each(
        work,
        goal.people,
        lambda one: events.ProgressMarked(
            case_id=case_id, person_id=one, goal_id=goal_id, progress_id=progress_id, said_by=said.said_by
        ),
    )
    return progress_id


async def read_goal(work: UnitOfWork, case_id: UUID, goal_id: UUID, operation: str = "read-goal") -> asyncpg.Record:
    """One goal; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, GOALS, case_id, goal_id, operation)


async def list_goals(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Goals of a case that the caller may see, as `items.list_items` says."""
    return await list_items(work, GOALS, case_id, after, limit)


async def list_goal_versions(
    work: UnitOfWork, case_id: UUID, goal_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a goal said before, as `items.list_versions` says."""
    return await list_versions(work, GOALS, case_id, goal_id, after, limit)


async def read_progress(work: UnitOfWork, case_id: UUID, goal_id: UUID, progress_id: UUID) -> asyncpg.Record:
    """One mark.

    Raises:
        NotFound: none on a goal of this case that the caller may see.
    """
    row = await progress_store.read(work, case_id, goal_id, progress_id)
    if row is None:
        raise not_found(work, "read-progress")
    return row


async def list_progress(
    work: UnitOfWork, case_id: UUID, goal_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What was said of a goal, in its order; one more than `limit` when there is a next page.

    Raises:
        NotFound: no such goal in this case that the caller may see.
    """
    rows = await progress_store.list_some(work, case_id, goal_id, after, limit)
    if not rows:
        await read_goal(work, case_id, goal_id, "list-progress")
    return rows


async def _columns(work: UnitOfWork, case_id: UUID, goal: Opened, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as they are stored. Needs that the caller does not see stay linked."""
    columns = dict(changes)
    if "owner" in columns:
        columns |= owner_columns(await owned_by(work, columns.pop("owner"), goal.people))
    if "scale" in columns:
        columns["scale"] = _stored(columns["scale"])
    if "need_ids" in columns:
        await _are_needs_of(work, case_id, columns["need_ids"])
        unseen = [one for one in goal.content["need_ids"] if one not in goal.row["need_ids"]]
        columns["need_ids"] = [*columns["need_ids"], *unseen]
    return columns


async def _are_needs_of(work: UnitOfWork, case_id: UUID, need_ids: Sequence[UUID]) -> None:
    for need_id in need_ids:
        if await find_need(work, case_id, need_id) is None:
            raise Invalid.field(
                "#/need_ids", "not_in_case", "Name needs of this case.", "Indiquez des besoins de cet accompagnement."
            )


def _stored(scale: Scale | None) -> dict[str, str] | None:
    return None if scale is None else {str(level.value): words for level, words in sorted(scale.items())}
