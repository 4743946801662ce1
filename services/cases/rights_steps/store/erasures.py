"""Erasures in the database: what goes, and how far each is."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.rights_steps.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.contracts.cases.vocabulary import Category
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP: Final = Statement("""
    INSERT INTO erasure (id, person_id, municipality_id, agency_id, is_whole, categories, item_ids, decided_at)
    VALUES (:id, :person_id, :municipality_id, :reader_agency, :is_whole, :categories, :item_ids, :now)
""")
_WHAT_GOES: Final = Statement("SELECT * FROM what_would_be_erased(:person_id, :now)")
_OPEN: Final = Statement("""
    SELECT e.id, e.person_id, e.municipality_id, e.agency_id FROM erasure e WHERE e.done_at IS NULL ORDER BY e.id
""")
_TAKE: Final = Statement("SELECT true FROM erasure WHERE id = :id AND done_at IS NULL FOR UPDATE")
_NEEDS_ERASED: Final = Statement("SELECT t.id FROM erased_by(:id) t WHERE t.kind = 'need' ORDER BY t.id")
_FINISH: Final = Statement("SELECT finish_erasure(:id, :kept, :now)")


async def keep(
    work: UnitOfWork, step_id: UUID, of: asyncpg.Record, categories: Sequence[Category], item_ids: Sequence[UUID]
) -> None:
    """Keep what is to be erased: all, or these parts."""
    await work.run(
        _KEEP,
        id=step_id,
        person_id=of["person_id"],
        municipality_id=of["municipality_id"],
        is_whole=not categories and not item_ids,
        categories=[one.value for one in categories],
        item_ids=list(item_ids),
        **reader(work),
    )


async def what_goes(work: UnitOfWork, person_id: UUID) -> list[asyncpg.Record]:
    """By category and kind, how much of what the reader's agency wrote would go, and what keeps the rest."""
    return await work.rows(_WHAT_GOES, person_id=person_id, now=work.now)


async def open_ones(work: UnitOfWork) -> list[asyncpg.Record]:
    """Those that are not done. Background work."""
    return await work.rows(_OPEN)


async def take(work: UnitOfWork, step_id: UUID) -> bool:
    """Whether it is not done, also when whoever else finishes it has; until the transaction ends. Background work."""
    return await work.value(_TAKE, id=step_id) is not None


async def needs_erased_by(work: UnitOfWork, step_id: UUID) -> list[UUID]:
    """Which needs it erased. Background work."""
    return [row["id"] for row in await work.rows(_NEEDS_ERASED, id=step_id)]


async def finish(work: UnitOfWork, step_id: UUID, kept: int) -> None:
    """Keep that all was looked at, and how many items stay. Background work."""
    await work.rows(_FINISH, id=step_id, kept=kept, now=work.now)
