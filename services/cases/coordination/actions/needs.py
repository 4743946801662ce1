"""Record needs, correct them, and say how far they are met."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.coordination import events
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import (
    NewItem,
    item_lines,
    keep_item,
    list_items,
    load_item_for_change,
    may_write,
    read_item,
)
from services.cases.coordination.domain.items import NeedSource, state_after
from services.cases.coordination.policy import (
    CORRECT,
    ITEM_RULES,
    MOVE_NEED,
    PEOPLE_RULES,
    RECORD_NEED,
    AboutItem,
    AboutPeople,
)
from services.cases.coordination.store import items as store
from services.cases.coordination.store.items import NEEDS
from services.cases.timeline.actions import add_lines, reclassify_lines
from services.cases.timeline.domain import LineKind
from shared.contracts.cases.coordination import NeedState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide

_CONTENT = ("category", "sensitivity", "term", "state", "source", "detail")


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
    standings = await may_write(work, actor, RECORD_NEED, case_id, command.person_ids, command.category)
    content = {
        "term": command.term,
        "state": NeedState.OPEN,
        "source": command.source,
        "detail": command.detail,
    }
    need_id = await keep_item(work, NEEDS, case_id, standings, command, content, LineKind.NEED_RECORDED)
    await work.tell(
        *(
            events.NeedRecorded(
                case_id=case_id, person_id=one.grants[0].person_id, need_id=need_id, state=NeedState.OPEN
            )
            for one in standings
        )
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
    need = await load_item_for_change(work, NEEDS, case_id, need_id, version)
    present = {name: need[name] for name in _CONTENT}
    wanted = present | dict(changes)
    await _decide(work, actor, need, {name for name in _CONTENT if wanted[name] != present[name]})
    state = state_after(NeedState(need["state"]), NeedState(wanted["state"]))
    if wanted == present:
        return need_id
    await store.change(work, NEEDS, need_id, wanted)
    await reclassify_lines(work, need_id, Category(wanted["category"]), Sensitivity(wanted["sensitivity"]))
    if state != need["state"]:
        await add_lines(work, *item_lines(actor, dict(need) | wanted, LineKind.NEED_CHANGED, state=state))
    await work.tell(
        *(
            events.NeedChanged(case_id=case_id, person_id=person_id, need_id=need_id, state=state)
            for person_id in (need["person_id"], *need["also_about"])
        )
    )
    return need_id


async def read_need(work: UnitOfWork, case_id: UUID, need_id: UUID) -> asyncpg.Record:
    """One need.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, NEEDS, case_id, need_id)


async def list_needs(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Needs of a case that the caller may see, as `writing.list_items` says."""
    return await list_items(work, NEEDS, case_id, after, limit)


async def needs_about(work: UnitOfWork, person_id: UUID) -> list[asyncpg.Record]:
    """Needs of a person, of all cases, that the caller may see."""
    return await store.of_person(work, NEEDS, person_id)


async def _decide(work: UnitOfWork, actor: Actor, need: asyncpg.Record, changed: set[str]) -> None:
    everybody = (need["person_id"], *need["also_about"])
    if changed - {"state"}:
        decide_about(work, ITEM_RULES, CORRECT, actor, AboutItem(need["agency_id"], need["worker_id"]), everybody)
    if not changed or "state" in changed:
        standings = tuple([await standing_to(work, person_id) for person_id in everybody])
        decide(PEOPLE_RULES, MOVE_NEED, actor, AboutPeople(standings, Category(need["category"])))
