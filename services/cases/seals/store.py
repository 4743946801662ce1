"""Sealed items and to whom they are open, in the database.

A sealed item is found by its id alone, whatever it is: for whoever sees it, and there is none for anybody else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import ITEMS_OF_ANY_KIND, may_read_about_all, reader
from services.cases.items.store import sealing
from services.cases.items.store.looks import read_one
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_FIND: Final = Statement(
    read_one(f"""
        SELECT i.*, EXISTS (
            SELECT FROM team_member m
            WHERE m.case_id = i.case_id AND m.agency_id = :reader_agency AND m.worker_id = :reader AND m.is_lead
              AND m.ended_at IS NULL) AS leads, (
            SELECT s.valid_until FROM seal_grant s
            WHERE s.item_id = i.id AND s.agency_id = :reader_agency AND s.worker_id = :reader
              AND s.ended_at IS NULL) AS open_until
        FROM (SELECT * FROM ({ITEMS_OF_ANY_KIND}) i WHERE i.id = :id AND i.sensitivity = 'sealed' OFFSET 0) i
        WHERE {may_read_about_all("i")}""")
)
_GIVE: Final = Statement("""
    INSERT INTO seal_grant (id, item_id, item_kind, person_id, municipality_id, writer_id, agency_id, worker_id, reason,
        valid_from, valid_until, given_by_agency_id, given_by_id)
    VALUES (:id, :item_id, :item_kind, :person_id, :municipality_id, :writer_id, :agency_id, :worker_id, :reason,
        :now, :valid_until, :reader_agency, :reader)
""")
_ENDED: Final = "RETURNING id, item_id, person_id, municipality_id, agency_id, worker_id"
_END: Final = Statement(f"""
    WITH RECURSIVE ending AS (
        SELECT s.id, s.agency_id, s.worker_id, CAST(:goes_on_until AS timestamptz) AS goes_on_until FROM seal_grant s
        WHERE s.item_id = :item_id AND s.agency_id = :agency_id AND s.worker_id = :worker_id AND s.ended_at IS NULL
        UNION
        SELECT s.id, s.agency_id, s.worker_id, CAST(:at AS timestamptz)
        FROM ending e JOIN seal_grant s ON s.given_by_agency_id = e.agency_id AND s.given_by_id = e.worker_id
        WHERE s.item_id = :item_id AND s.ended_at IS NULL AND s.valid_until > e.goes_on_until)
    UPDATE seal_grant SET ended_at = :at WHERE id IN (SELECT e.id FROM ending e) {_ENDED}
""")
_END_ALL_OF: Final = Statement(f"""
    WITH RECURSIVE ending AS (
        SELECT s.id, s.item_id, s.agency_id, s.worker_id FROM seal_grant s
        WHERE s.worker_id = :worker_id AND s.agency_id = :agency_id AND s.ended_at IS NULL
          AND s.valid_from <= :given_until
        UNION
        SELECT s.id, s.item_id, s.agency_id, s.worker_id
        FROM ending e JOIN seal_grant s ON s.item_id = e.item_id AND s.given_by_agency_id = e.agency_id
            AND s.given_by_id = e.worker_id
        WHERE s.ended_at IS NULL)
    UPDATE seal_grant SET ended_at = :at WHERE id IN (SELECT e.id FROM ending e) {_ENDED}
""")
_SHOWN: Final = """s.id, s.item_id, s.agency_id, s.worker_id, s.reason, s.valid_from, s.valid_until,
    s.given_by_agency_id, s.given_by_id, s.ended_at"""
_OPEN_ONE: Final = Statement(f"SELECT {_SHOWN} FROM seal_grant s WHERE s.item_id = :item_id AND s.id = :id")
_LIST: Final = Statement(f"""
    SELECT {_SHOWN} FROM seal_grant s
    WHERE s.item_id = :item_id AND (CAST(:after AS uuid) IS NULL OR s.id > :after) ORDER BY s.id LIMIT :limit
""")


async def find(work: UnitOfWork, item_id: UUID, operation: str) -> asyncpg.Record | None:
    """A sealed item that the reader sees, whether they lead its case, until when it is open to them; logged."""
    return await work.row(_FIND, id=item_id, **reader(work), **look_values(work, operation))


async def wait_for_others(work: UnitOfWork, item_id: UUID) -> None:
    """As `items.store.sealing` says."""
    await sealing.wait_for_others(work, item_id)


async def give(work: UnitOfWork, values: Mapping[str, Any], valid_until: datetime) -> None:
    """Keep a new grant, from now on."""
    await work.run(_GIVE, **values, valid_until=valid_until, **reader(work))


async def end(
    work: UnitOfWork, item_id: UUID, agency_id: UUID, worker_id: UUID, goes_on_until: datetime
) -> list[asyncpg.Record]:
    """End what is open of an item to a worker, and what they gave in their turn; what was ended. In one statement:
    whoever ends their own sees no other after it.

    Args:
        goes_on_until: what they gave stays as far as it ends by then, since something takes the place of theirs.
    """
    named = {"item_id": item_id, "agency_id": agency_id, "worker_id": worker_id}
    return await work.rows(_END, at=work.now, goes_on_until=goes_on_until, **named)


async def end_all_of(work: UnitOfWork, agency_id: UUID, worker_id: UUID, given_until: datetime) -> list[asyncpg.Record]:
    """End whatever was open to a worker of an agency by then, and what they gave of it in their turn; what was ended.
    What they gave of their own items stays, so that somebody can go on. Background work.
    """
    named = {"agency_id": agency_id, "worker_id": worker_id, "given_until": given_until}
    return await work.rows(_END_ALL_OF, at=work.now, **named)


async def open_one(work: UnitOfWork, item_id: UUID, seal_grant_id: UUID) -> asyncpg.Record | None:
    """One grant on an item; whoever asks has decided that it is shown."""
    return await work.row(_OPEN_ONE, item_id=item_id, id=seal_grant_id)


async def list_some(work: UnitOfWork, item_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """The grants on an item, oldest first; whoever asks has decided that they are shown."""
    return await work.rows(_LIST, item_id=item_id, after=after, limit=limit)
