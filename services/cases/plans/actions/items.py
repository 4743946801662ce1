"""What goals and actions have in common: they are written in a case, owned by somebody, and changed in versions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.actions import grant_authorship, standing_to
from services.cases.access.domain import Standing
from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.actions.decisions import not_found
from services.cases.coordination.actions.grants import take_part
from services.cases.coordination.actions.writing import NewItem, item_lines
from services.cases.plans.domain.goals import Owner, OwnerKind
from services.cases.plans.policy import AboutOwned
from services.cases.plans.store import history
from services.cases.plans.store import items as store
from services.cases.plans.store.items import ItemTable
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain import LineKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Invalid, NotFound, Stale

_OWNER: Final = ("owner_kind", "owner_agency_id", "owner_id")


async def keep_item(
    work: UnitOfWork,
    actor: Actor,
    table: ItemTable,
    case_id: UUID,
    standings: Sequence[Standing],
    command: NewItem,
    content: Mapping[str, Any],
    kind: LineKind,
) -> UUID:
    """Keep a new item, let its writer's agency see it, and put it on the timeline of each person."""
    item_id = new_id()
    first, *others = standings
    values = {
        "id": item_id,
        "case_id": case_id,
        "municipality_id": first.municipality_id,
        "person_id": first.person_id,
        "also_about": [one.person_id for one in others],
        "category": command.category,
        "sensitivity": command.sensitivity,
        **content,
    }
    await store.keep(work, table, values)
    for one in standings:
        await grant_authorship(work, one.person_id, one.municipality_id)
    await take_part(work, case_id)
    written = values | {"agency_id": actor.agency_id, "worker_id": actor.subject}
    await add_lines(work, *item_lines(actor, written, kind, state=content["state"]))
    return item_id


async def owned_by(work: UnitOfWork, owner: Owner, person_ids: Sequence[UUID]) -> Owner:
    """The owner, as it is kept: a person by name where the item is about one only.

    Raises:
        Invalid: a person whom the item is not about, or a carer whom the caller does not know.
    """
    if owner.kind is OwnerKind.PERSON:
        owner = replace(owner, id=owner.id or (person_ids[0] if len(person_ids) == 1 else None))
        if owner.id not in person_ids:
            raise Invalid.field("#/owner/id", "not_about_them", "Name one of the people whom it is about.")
    if owner.kind is OwnerKind.CARER and owner.id is not None:
        try:
            await standing_to(work, owner.id)
        except NotFound as unknown:
            raise Invalid.field("#/owner/id", "unknown_person", "There is no such person.") from unknown
    return owner


def owner_columns(owner: Owner) -> dict[str, Any]:
    """An owner as it is stored."""
    return dict(zip(_OWNER, (owner.kind, owner.agency_id, owner.id), strict=True))


def content_of(item: asyncpg.Record, links: asyncpg.Record, content: Sequence[str]) -> dict[str, Any]:
    """What an item says now, whole; its links also where the caller does not see them."""
    return {name: item[name] for name in ("category", "sensitivity", *_OWNER, *content)} | dict(links)


async def load_for_change(
    work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID, version: int | None
) -> tuple[asyncpg.Record, asyncpg.Record]:
    """One item, locked until the transaction ends, and where its links lead.

    Args:
        version: which the caller has read; None where what they do does not depend on it.

    Raises:
        NotFound: none in this case that the caller may see.
        Stale: somebody changed it since.
    """
    links = await store.lock(work, table, item_id)
    item = await store.find(work, table, case_id, item_id)
    if links is None or item is None:
        raise not_found(work, f"read-{table.name.replace('_', '-')}")
    for person_id in everybody(item):
        work.lies_in(person_id, item["municipality_id"])
    if version is not None and item["version"] != version:
        raise Stale
    return item, links


async def about_owned(work: UnitOfWork, item: asyncpg.Record, links: asyncpg.Record) -> AboutOwned:
    """The facts on which the rules about owned things decide."""
    standings = tuple([await standing_to(work, person_id) for person_id in everybody(item)])
    owner = Owner(OwnerKind(item["owner_kind"]), item["owner_agency_id"], links["owner_id"])
    return AboutOwned(standings, Category(item["category"]), owner)


async def read_item(work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID, operation: str) -> asyncpg.Record:
    """One item; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    row = await store.read(work, table, case_id, item_id, operation)
    if row is None:
        raise not_found(work, operation)
    return row


async def list_items(
    work: UnitOfWork, table: ItemTable, case_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Items of a case that the caller may see, in the order of writing; one more than `limit` if there is.

    Raises:
        NotFound: neither the case nor anything in it is the caller's to see.
    """
    rows = await store.list_some(work, table, case_id, after, limit)
    if not rows:
        await read_case(work, case_id)
    return rows


async def list_earlier_versions(
    work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What an item said before, oldest first, for somebody who may see what it says now; one more than `limit`.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    operation = f"list-{table.name.replace('_', '-')}-versions"
    await read_item(work, table, case_id, item_id, operation)
    return await history.list_some(work, item_id, after, limit, operation)


def everybody(item: asyncpg.Record) -> tuple[UUID, ...]:
    """Whom an item is about."""
    return (item["person_id"], *item["also_about"])
