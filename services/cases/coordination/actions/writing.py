"""What notes and needs have in common: about whom somebody may write, and what follows when they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import grant_authorship, standing_to
from services.cases.access.domain import Standing
from services.cases.coordination.actions.decisions import not_found
from services.cases.coordination.actions.grants import take_part
from services.cases.coordination.domain.case import must_be_open
from services.cases.coordination.policy import PEOPLE_RULES, AboutPeople
from services.cases.coordination.store import cases as case_store
from services.cases.coordination.store import items as store
from services.cases.coordination.store.items import ItemTable
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain import Line, LineKind
from shared.contracts.cases.coordination import CaseState
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import Rule, decide
from shared.refusals import Invalid, NotAllowed, NotFound, Stale


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """What every note and need has.

    Attributes:
        person_ids: about whom; empty for the one person of a case that has only one.
    """

    person_ids: Sequence[UUID]
    category: Category
    sensitivity: Sensitivity


async def may_write(
    work: UnitOfWork,
    actor: Actor,
    action: str,
    case_id: UUID,
    person_ids: Sequence[UUID],
    category: Category,
    rules: Sequence[Rule[AboutPeople]] = PEOPLE_RULES,
) -> tuple[Standing, ...]:
    """How the caller stands to each person that something in this case is about; reading it is not needed.

    Args:
        rules: those of the area in which it is written.

    Raises:
        NotFound: no such case, or none that the caller may see or write in: the same.
        NotAllowed: the caller may see the case, and may not do this.
        Invalid: about nobody, or about somebody who is not known to the caller as one of this case.
        Conflict: the case is closed.
    """
    case = await case_store.for_writing(work, case_id)
    if case is None or not case["known"]:
        raise not_found(work, action.replace(" ", "-"))
    wanted = tuple(person_ids) or (tuple(case["known"]) if len(case["person_ids"]) == 1 else ())
    if not wanted or not set(wanted) <= set(case["known"]):
        if not case["is_seen"]:
            raise not_found(work, action.replace(" ", "-"))
        raise Invalid.field("#/person_ids", "not_in_case", "Name people of this case whom you know.")
    standings = tuple([await standing_to(work, person_id) for person_id in wanted])
    try:
        decide(rules, action, actor, AboutPeople(standings, category))
    except NotAllowed as refusal:
        if case["is_seen"]:
            raise
        raise NotFound from refusal
    must_be_open(CaseState(case["state"]))
    return standings


async def keep_item(
    work: UnitOfWork,
    table: ItemTable,
    case_id: UUID,
    standings: Sequence[Standing],
    command: NewItem,
    content: dict[str, Any],
    kind: LineKind,
) -> UUID:
    """Keep a new item, let its writer's agency see it, and put it on the timeline of each person."""
    item_id = new_id()
    first, *others = [(standing.grants[0].person_id, standing.grants[0].municipality_id) for standing in standings]
    values = {
        "id": item_id,
        "case_id": case_id,
        "municipality_id": first[1],
        "person_id": first[0],
        "also_about": [person_id for person_id, _ in others],
        "category": command.category,
        "sensitivity": command.sensitivity,
        **content,
    }
    await store.keep(work, table, values)
    for person_id, municipality_id in (first, *others):
        await grant_authorship(work, person_id, municipality_id)
    await take_part(work, case_id)
    assert isinstance(work.actor, Actor)
    contributed = {"agency_id": work.actor.agency_id, "worker_id": work.actor.subject}
    await add_lines(work, *item_lines(work.actor, values | contributed, kind, state=content.get("state")))
    return item_id


def item_lines(actor: Actor, item: Any, kind: LineKind, *, state: str | None) -> list[Line]:
    """A fact about an item, as a line on the timeline of each person whom it is about."""
    everybody = (item["person_id"], *item["also_about"])
    return [
        Line(
            person_id=person_id,
            municipality_id=item["municipality_id"],
            kind=kind,
            category=Category(item["category"]),
            sensitivity=Sensitivity(item["sensitivity"]),
            agency_id=item["agency_id"],
            worker_id=item["worker_id"],
            by_agency_id=actor.agency_id,
            by_id=actor.subject,
            also_about=frozenset(everybody) - {person_id},
            case_id=item["case_id"],
            item_id=item["id"],
            state=state,
        )
        for person_id in everybody
    ]


async def read_item(work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID) -> asyncpg.Record:
    """One item.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    row = await store.open_one(work, table, case_id, item_id)
    if row is None:
        raise not_found(work, f"read-{table.name}")
    return row


async def load_item_for_change(
    work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID, version: int
) -> asyncpg.Record:
    """One item, locked until the transaction ends.

    Raises:
        NotFound: none in this case that the caller may see.
        Stale: somebody changed it since.
    """
    await store.lock(work, table, item_id)
    item = await read_item(work, table, case_id, item_id)
    for person_id in (item["person_id"], *item["also_about"]):
        work.lies_in(person_id, item["municipality_id"])
    if item["version"] != version:
        raise Stale
    return item


async def list_items(
    work: UnitOfWork, table: ItemTable, case_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Items of a case that the caller may see, in the order of writing; one more than `limit` if there is.

    Raises:
        NotFound: neither the case nor anything in it is the caller's to see.
    """
    rows = await store.list_some(work, table, case_id, after, limit + 1)
    if not rows and await case_store.open_one(work, case_id) is None:
        raise not_found(work, f"list-{table.name}s")
    return rows


async def list_earlier_versions(
    work: UnitOfWork, item_id: UUID, after: int | None, limit: int
) -> Sequence[asyncpg.Record]:
    """What an item said before, oldest first, for somebody who may see what it says now; one more than `limit`."""
    return await store.earlier_versions(work, item_id, after, limit + 1)
