"""Items that are due, and their deletion, in the database. Background work.

A slice is locked before it is asked what keeps each of them, and whoever holds something back takes turns with it. What
was written beneath an item locks it by its foreign key: so nothing that keeps it comes between question and deletion.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.items.store import tombstones
from services.cases.items.store.holding import begin_to_delete
from services.cases.retention.store import tables as _tables  # noqa: F401 - they belong to the schema
from services.cases.retention.store.kinds import A_NOTICE_OF_IT, OF_EVERY_KIND, PARTS
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.retention import DeletedBecause
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_LOCK: Final = Statement("SELECT * FROM items_with_a_rule(:kind, CAST(:after AS uuid), :many, :now, true)")
_TO_ERASE: Final = Statement("SELECT * FROM items_to_erase(:kind, :step_id, CAST(:after AS uuid), :many)")
_THROUGH: Final = Statement("SELECT * FROM items_with_a_rule(:kind, CAST(:after AS uuid), :many, :now, false)")
_WHAT_KEEPS: Final = Statement("SELECT * FROM what_keeps_items(:kind, CAST(:ids AS uuid[]), :now)")
_DELETE: Final = Statement("SELECT delete_naming(:table, :column, CAST(:ids AS uuid[]))")
_NOTICED: Final = Statement("SELECT noticed_because_of(CAST(:ids AS uuid[]))")
_EMPTY_COPIES: Final = Statement("SELECT empty_copies(CAST(:people AS uuid[]), CAST(:agencies AS uuid[]), :now)")


async def lock_some(work: UnitOfWork, kind: ItemKind, after: UUID | None, many: int) -> list[asyncpg.Record]:
    """Items of which it is time to ask, in the order of their ids; those that somebody changes now are passed over."""
    return await work.rows(_LOCK, kind=kind, after=after, many=many, now=work.now)


async def lock_to_erase(
    work: UnitOfWork, kind: ItemKind, step_id: UUID, after: UUID | None, many: int
) -> list[asyncpg.Record]:
    """Items that an erasure is about, in the order of their ids."""
    return await work.rows(_TO_ERASE, kind=kind, step_id=step_id, after=after, many=many)


async def some_after(work: UnitOfWork, kind: ItemKind, after: UUID | None, many: int) -> list[asyncpg.Record]:
    """Items about which a rule says something, in the order of their ids."""
    return await work.rows(_THROUGH, kind=kind, after=after, many=many, now=work.now)


async def nobody_else_holds(work: UnitOfWork, items: Iterable[asyncpg.Record]) -> None:
    """From here on until the transaction ends nobody holds anything of these back."""
    ids: set[UUID | None] = set()
    for item in items:
        ids |= {item["id"], item["case_id"], item["person_id"], *item["also_about"]}
    await begin_to_delete(work, (one for one in ids if one is not None))


async def what_keeps(work: UnitOfWork, kind: ItemKind, ids: Sequence[UUID]) -> list[asyncpg.Record]:
    """For each of these items about which a rule says something, what decides for how long it is kept, and which items
    are `beneath` it.
    """
    return await work.rows(_WHAT_KEEPS, kind=kind, ids=list(ids), now=work.now)


async def delete(work: UnitOfWork, kind: ItemKind, items: Sequence[Mapping[str, Any]], because: DeletedBecause) -> None:
    """Delete these items with their earlier versions and all that hangs on them, and leave a tombstone of each.

    Copies that somebody was given lately are emptied: they would outlive what is deleted.
    """
    await tombstones.leave(work, [{**item, "kind": kind, "because": because} for item in items])
    await delete_what_hangs_on(work, kind, items)
    await work.run(_DELETE, table=kind, column="id", ids=[item["id"] for item in items])


async def delete_what_hangs_on(work: UnitOfWork, kind: ItemKind, items: Sequence[Mapping[str, Any]]) -> None:
    """Delete their earlier versions and all that names them, and empty the copies that hold them."""
    ids = [item["id"] for item in items]
    noticed = await work.value(_NOTICED, ids=ids)
    for one in A_NOTICE_OF_IT:
        await work.run(_DELETE, **one._asdict(), ids=noticed)
    for one in (*OF_EVERY_KIND, *PARTS.get(kind, ())):
        await work.run(_DELETE, **one._asdict(), ids=ids)
    lost = sorted({(one, item["agency_id"]) for item in items for one in (item["person_id"], *item["also_about"])})
    people, agencies = [person_id for person_id, _ in lost], [agency_id for _, agency_id in lost]
    await work.run(_EMPTY_COPIES, people=people, agencies=agencies, now=work.now)
