"""Ratings in the database."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access import predicate as access
from services.cases.voice.predicate import reader
from services.cases.voice.store import said
from services.cases.voice.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_CONTENT: Final = ("aspect", "score", "began_on", "ended_on", "comment")
_KEEP = Statement(said.keep("rating", _CONTENT))
_READ = Statement(said.read("rating"))
_LIST = Statement(said.page_of("rating", said.OF_A_CASE, "id"))


async def takes_part(work: UnitOfWork, case_id: UUID, agency_id: UUID) -> bool:
    """Whether an agency works or worked on a case that the caller may see, as far as they see that it does."""
    return bool(await work.value(said.TAKES_PART, case_id=case_id, agency_id=agency_id, **access.reader(work)))


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep how somebody found it."""
    await work.run(_KEEP, **values)


async def read(work: UnitOfWork, case_id: UUID, rating_id: UUID) -> asyncpg.Record | None:
    """One that the reader may hear; the look is logged."""
    looked = look_values(work, "read-rating")
    return await work.row(_READ, case_id=case_id, id=rating_id, **reader(work), **looked)


async def list_some(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those of a case that the reader may hear, in their order; one more than `limit`, not logged."""
    looked = look_values(work, "list-ratings")
    return await work.rows(_LIST, case_id=case_id, after=after, many=limit, **reader(work), **looked)
