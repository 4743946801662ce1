"""Make copies that were granted, and delete those whose time is over. Background work of any replica."""

from typing import Any, Final
from uuid import UUID

import asyncpg
import structlog

from services.cases.exports import events
from services.cases.exports.domain.export import KEPT_FOR
from services.cases.exports.store import making as store
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import AgencyId
from shared.database.engine import Database
from shared.database.failures import SERVER_AWAY
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id

TASK: Final = "rights_export"
LOOK_EVERY_SECONDS: Final = 5.0
_SLICE: Final = 50
_log = structlog.get_logger("exports")


async def perform_all_due(database: Database) -> None:
    """Make what was granted, each copy in a transaction of its own, and delete what is over."""
    await _make_all(database)
    while await _delete_a_slice(database) == _SLICE:
        pass


async def make_copy(work: UnitOfWork, request_id: UUID) -> None:
    """Gather what an agency keeps about somebody, as far as it is for whoever asked; nothing where it is made already.

    Who acts is a task of that agency: it sees what the agency contributed, and nothing that others did.
    """
    request, export_id = await store.request_of(work, request_id), new_id()
    await store.wait_for_deletion(work, request["person_id"])
    if not await store.begin(work, export_id, request, work.now + KEPT_FOR):
        return
    items = await store.gather(work, export_id, request)
    work.lies_in(request["person_id"], request["municipality_id"])
    await work.tell(events.ExportMade(**_about({**request, "request_id": request_id, "id": export_id, "items": items})))


async def _make_all(database: Database) -> None:
    after: UUID | None = None
    while True:
        async with database.work(TaskActor(TASK)) as work:
            granted = await store.to_make(work, work.now - KEPT_FOR, after, _SLICE)
        for request in granted:
            await _make_one(database, request["id"], request["agency_id"])
        if len(granted) < _SLICE:
            return
        after = granted[-1]["id"]


async def _make_one(database: Database, request_id: UUID, agency_id: UUID) -> None:
    """One that cannot be made keeps no other waiting; it is tried again with the next look."""
    try:
        async with database.work(TaskActor(TASK, AgencyId(agency_id))) as work:
            await make_copy(work, request_id)
    except SERVER_AWAY:
        raise
    except asyncpg.PostgresError as failure:
        _log.error("a copy could not be made", request_id=str(request_id), failure=type(failure).__name__)


async def _delete_a_slice(database: Database) -> int:
    async with database.work(TaskActor(TASK)) as work:
        over = await store.empty_what_is_over(work, _SLICE)
        for row in over:
            work.lies_in(row["person_id"], row["municipality_id"])
        await work.tell(*(events.ExportDeleted(**_about(row)) for row in over))
    return len(over)


def _about(row: Any) -> dict[str, Any]:
    return {
        "export_id": row["id"],
        **{name: row[name] for name in ("request_id", "person_id", "municipality_id", "agency_id", "items")},
    }
