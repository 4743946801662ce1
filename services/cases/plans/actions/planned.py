"""Plan actions, and say how they went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.duties.actions import hold_case
from services.cases.duties.policy import AboutDuty
from services.cases.items.actions import (
    NewItem,
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
from services.cases.plans import events
from services.cases.plans.actions.duties import action_is_to_be_done
from services.cases.plans.actions.owning import about_owned, owned_by, owner_columns
from services.cases.plans.domain.goals import ACTIONS_FOLLOW, Owner, OwnerKind, state_after
from services.cases.plans.policy import (
    CORRECT_ACTION,
    DUTY_RULES,
    GIVE_ACTION,
    ITEM_RULES,
    MOVE_ACTION,
    OWNED_RULES,
    PEOPLE_RULES,
    PLAN_ACTION,
)
from services.cases.plans.store.items import ACTIONS, GOALS
from services.cases.timeline.actions import person_of_referral
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.plans import ActionState
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid

_OF_WHOEVER_DOES_IT = frozenset({"state", "referral_id"})


@dataclass(frozen=True, kw_only=True)
class NewAction(NewItem):
    """What is needed to plan one."""

    goal_id: UUID
    title: str
    owner: Owner
    due_on: date | None
    referral_id: UUID | None


async def plan_action(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewAction) -> UUID:
    """Write down who does what by when for a goal.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Invalid: no such goal in this case, or no such referral of these people, that the caller may see; or an owner
            who cannot be.
    """
    standings = await may_write(work, actor, PLAN_ACTION, case_id, command.person_ids, command.category, PEOPLE_RULES)
    people = [one.person_id for one in standings]
    await hold_case(work, case_id)
    if await find_item(work, GOALS, case_id, command.goal_id) is None:
        raise Invalid.field(
            "#/goal_id", "not_in_case", "Name a goal of this case.", "Indiquez un objectif de cet accompagnement."
        )
    await _must_be_about_them(work, command.referral_id, people)
    content = {
        **owner_columns(await owned_by(work, command.owner, people)),
        "goal_id": command.goal_id,
        "state": ActionState.PLANNED,
        "title": command.title,
        "due_on": command.due_on,
        "referral_id": command.referral_id,
    }
    action_id = await keep_item(work, actor, ACTIONS, case_id, standings, command, content, LineKind.ACTION_PLANNED)
    planned = await find_item(work, ACTIONS, case_id, action_id)
    assert planned is not None, "whoever writes something sees it"
    await action_is_to_be_done(work, dict(planned))
    await tell_each(
        work,
        people,
        lambda one: events.ActionPlanned(
            case_id=case_id, person_id=one, action_id=action_id, state=ActionState.PLANNED
        ),
    )
    return action_id


async def change_action(
    work: UnitOfWork, actor: Actor, case_id: UUID, action_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Say how an action goes and by which referral, or correct it; the earlier version is kept.

    Args:
        changes: by field; what is left out stays. `owner` is an Owner.

    Raises:
        NotFound: no such action in this case that the caller may see.
        NotAllowed: to move it, neither its owner nor a ground to contribute about each person; to correct it, not
            theirs.
        Stale: somebody changed it since.
        Conflict: the wanted state does not follow the present one.
        Invalid: an owner who cannot be, or no such referral of these people that the caller may see.
    """
    await hold_case(work, case_id)
    found = await load_for_change(work, ACTIONS, case_id, action_id, version)
    columns = dict(changes)
    if "owner" in columns:
        columns |= owner_columns(await owned_by(work, columns.pop("owner"), found.people))
    wanted = {**found.content, **columns}
    changed = found.changed_by(wanted)
    if changed - _OF_WHOEVER_DOES_IT:
        written = AboutItem(found.row["agency_id"], found.row["worker_id"])
        decide_about(work, ITEM_RULES, CORRECT_ACTION, actor, written, found.people)
    if not changed or changed & _OF_WHOEVER_DOES_IT:
        decide_about(work, OWNED_RULES, MOVE_ACTION, actor, await about_owned(work, found), found.people)
    if "referral_id" in changed:
        await _must_be_about_them(work, wanted["referral_id"], found.people)
    state = state_after(ActionState(found.row["state"]), ActionState(wanted["state"]), ACTIONS_FOLLOW)
    if not changed:
        return action_id
    await change_item(work, actor, ACTIONS, found, wanted, LineKind.ACTION_CHANGED if "state" in changed else None)
    await action_is_to_be_done(work, {**found.row, **wanted})
    await tell_each(
        work,
        found.people,
        lambda one: events.ActionChanged(case_id=case_id, person_id=one, action_id=action_id, state=state),
    )
    return action_id


async def give_action(work: UnitOfWork, actor: Actor, case_id: UUID, action_id: UUID, worker_id: UUID | None) -> UUID:
    """Let a colleague do an action, or the agency say who does it; the earlier version is kept. Whoever calls tells it.

    Raises:
        NotFound: no such action in this case that the caller may see.
        NotAllowed: neither theirs, nor supervisor in the agency that must do it.
    """
    await hold_case(work, case_id)
    found = await load_for_change(work, ACTIONS, case_id, action_id, None)
    duty = AboutDuty(found.row["owner_agency_id"], found.content["owner_id"])
    decide_about(work, DUTY_RULES, GIVE_ACTION, actor, duty, found.people)
    kind = OwnerKind.AGENCY if worker_id is None else OwnerKind.WORKER
    wanted = {**found.content, **owner_columns(Owner(kind, actor.agency_id, worker_id))}
    if found.changed_by(wanted):
        await change_item(work, actor, ACTIONS, found, wanted)
        await action_is_to_be_done(work, {**found.row, **wanted})
    return action_id


async def read_action(
    work: UnitOfWork, case_id: UUID, action_id: UUID, operation: str = "read-action"
) -> asyncpg.Record:
    """One action; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, ACTIONS, case_id, action_id, operation)


async def list_actions(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Actions of a case that the caller may see, as `items.list_items` says."""
    return await list_items(work, ACTIONS, case_id, after, limit)


async def list_action_versions(
    work: UnitOfWork, case_id: UUID, action_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What an action said before, as `items.list_versions` says."""
    return await list_versions(work, ACTIONS, case_id, action_id, after, limit)


async def _must_be_about_them(work: UnitOfWork, referral_id: UUID | None, people: Sequence[UUID]) -> None:
    """The referral by which it is done is one of these people's, as far as referrals has told."""
    if referral_id is not None and await person_of_referral(work, referral_id) not in people:
        raise Invalid.field(
            "#/referral_id",
            "not_of_this_person",
            "Name a referral of this person that you may see.",
            "Indiquez une orientation de cette personne que vous pouvez voir.",
        )
