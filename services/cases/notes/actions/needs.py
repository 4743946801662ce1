"""Record needs, correct them, and say how far they are met."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.coordination.policy.cases import AboutPeople
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
from services.cases.notes import events
from services.cases.notes.domain.needs import NeedSource, state_after
from services.cases.notes.policy import CORRECT, ITEM_RULES, MOVE_NEED, PEOPLE_RULES, RECORD_NEED
from services.cases.notes.store import NEEDS
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import NeedState
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide


@dataclass(frozen=True, kw_only=True)
class NewNeed(NewItem):
    """What is needed to record one.

    Attributes:
        term: one of `need_terms.TERMS`.
    """

    term: str
    source: NeedSource
    detail: str | None


async def record_need(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewNeed) -> UUID:
    """Record an open need.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
    """
    standings = await may_write(work, actor, RECORD_NEED, case_id, command.person_ids, command.category, PEOPLE_RULES)
    content = {
        "term": command.term,
        "state": NeedState.OPEN,
        "source": command.source,
        "detail": command.detail,
    }
    need_id = await keep_item(work, actor, NEEDS, case_id, standings, command, content, LineKind.NEED_RECORDED)
    await tell_each(
        work,
        [one.person_id for one in standings],
        lambda one: events.NeedRecorded(case_id=case_id, person_id=one, need_id=need_id, state=NeedState.OPEN),
    )
    return need_id


async def change_need(
    work: UnitOfWork, actor: Actor, case_id: UUID, need_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Say how far a need is met, or correct it; the earlier version is kept.

    Raises:
        NotFound: no such need in this case that the caller may see.
        NotAllowed: to move it, no ground to contribute about each person; to correct it, not theirs.
        Stale: somebody changed it since.
        Conflict: the wanted state does not follow the present one.
    """
    need = await load_for_change(work, NEEDS, case_id, need_id, version)
    wanted = {**need.content, **changes}
    changed = need.changed_by(wanted)
    await _decide(work, actor, need, changed)
    state = state_after(NeedState(need.row["state"]), NeedState(wanted["state"]))
    if not changed:
        return need_id
    await change_item(work, actor, NEEDS, need, wanted, LineKind.NEED_CHANGED if "state" in changed else None)
    await tell_each(
        work,
        need.people,
        lambda one: events.NeedChanged(case_id=case_id, person_id=one, need_id=need_id, state=state),
    )
    return need_id


async def find_need(work: UnitOfWork, case_id: UUID, need_id: UUID) -> asyncpg.Record | None:
    """One need of a case that the caller may see, for what is said about it; nothing of it is shown."""
    return await find_item(work, NEEDS, case_id, need_id)


async def read_need(work: UnitOfWork, case_id: UUID, need_id: UUID, operation: str = "read-need") -> asyncpg.Record:
    """One need; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, NEEDS, case_id, need_id, operation)


async def list_needs(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Needs of a case that the caller may see, as `items.list_items` says."""
    return await list_items(work, NEEDS, case_id, after, limit)


async def list_need_versions(
    work: UnitOfWork, case_id: UUID, need_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a need was before, as `items.list_versions` says."""
    return await list_versions(work, NEEDS, case_id, need_id, after, limit)


async def _decide(work: UnitOfWork, actor: Actor, need: Opened, changed: frozenset[str]) -> None:
    if changed - {"state"}:
        written = AboutItem(need.row["agency_id"], need.row["worker_id"])
        decide_about(work, ITEM_RULES, CORRECT, actor, written, need.people)
    if not changed or "state" in changed:
        standings = tuple([await standing_to(work, person_id) for person_id in need.people])
        decide(PEOPLE_RULES, MOVE_NEED, actor, AboutPeople(standings, Category(need.row["category"])))
