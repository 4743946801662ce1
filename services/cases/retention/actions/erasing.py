"""Erase what an agency wrote about somebody, as a step of a request that was granted says. Background work."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.cases.documents.actions.deleting import erase_documents
from services.cases.retention.actions.deleting import delete_items, say_deleted
from services.cases.retention.store import deleting as store
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.retention import DeletedBecause
from shared.database.unit_of_work import UnitOfWork

SLICE: Final = 100


@dataclass(frozen=True)
class Slice:
    """What was looked at.

    Attributes:
        last: after which to go on; None where that was all.
        kept: how many stay: held, evidence of what is in force, or with something of others beneath.
    """

    last: UUID | None
    kept: int


async def erase_some(work: UnitOfWork, kind: ItemKind, step_id: UUID, after: UUID | None) -> Slice:
    """Erase some items of a kind, in the order of their ids."""
    locked = await store.lock_to_erase(work, kind, step_id, after, SLICE)
    await store.nobody_else_holds(work, locked)
    ids = [item["id"] for item in locked]
    if kind is ItemKind.DOCUMENT:
        free = set(await erase_documents(work, ids, step_id))
    else:
        kept_by = await store.what_keeps(work, kind, ids)
        free = {row["item_id"] for row in kept_by if not row["is_held"] and not row["beneath"]}
    going = [{**item, "rule_id": step_id} for item in locked if item["id"] in free]
    if kind is ItemKind.DOCUMENT:
        await store.delete_what_hangs_on(work, kind, going)
        await say_deleted(work, kind, going, DeletedBecause.ERASURE)
    elif going:
        await delete_items(work, kind, going, DeletedBecause.ERASURE)
    return Slice(ids[-1] if len(ids) == SLICE else None, len(ids) - len(going))
