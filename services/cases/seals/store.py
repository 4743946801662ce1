"""Sealed items and to whom they are open, in the database.

A sealed item is found by its id alone, whatever it is: for whoever sees it, and there is none for anybody else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import ITEMS_OF_ANY_KIND, may_read_about_all, reader
from services.cases.items.store.looks import read_one
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_FIND: Final = Statement(
    read_one(f"""
        SELECT i.*, EXISTS (
            SELECT FROM team_member m
            WHERE m.case_id = i.case_id AND m.agency_id = :reader_agency AND m.worker_id = :reader AND m.is_lead
              AND m.ended_at IS NULL) AS leads
        FROM (SELECT * FROM ({ITEMS_OF_ANY_KIND}) i WHERE i.id = :id AND i.sensitivity = 'sealed' OFFSET 0) i
        WHERE {may_read_about_all("i")}""")
)
_GIVE: Final = Statement("""
    INSERT INTO seal_grant (id, item_id, item_kind, person_id, municipality_id, writer_id, agency_id, worker_id, reason,
        valid_from, valid_until, given_by_agency_id, given_by_id)
    VALUES (:id, :item_id, :item_kind, :person_id, :municipality_id, :writer_id, :agency_id, :worker_id, :reason,
        :now, :valid_until, :reader_agency, :reader)
""")
_ONE_AFTER_THE_OTHER: Final = Statement(
    "SELECT pg_advisory_xact_lock(hashtextextended('seal grants of ' || CAST(CAST(:item_id AS uuid) AS text), 0))"
)
_ENDED: Final = "RETURNING id, item_id, person_id, municipality_id, agency_id, worker_id"
_END: Final = Statement(f"""
    UPDATE seal_grant SET ended_at = :at
    WHERE item_id = :item_id AND agency_id = :agency_id AND worker_id = :worker_id AND ended_at IS NULL {_ENDED}
""")
_END_ALL_OF: Final = Statement(f"""
    UPDATE seal_grant SET ended_at = :at
    WHERE worker_id = :worker_id AND agency_id = :agency_id AND ended_at IS NULL AND valid_from <= :given_until {_ENDED}
""")
_SHOWN: Final = """s.id, s.item_id, s.agency_id, s.worker_id, s.reason, s.valid_from, s.valid_until,
    s.given_by_agency_id, s.given_by_id, s.ended_at"""
_OPEN_ONE: Final = Statement(f"SELECT {_SHOWN} FROM seal_grant s WHERE s.item_id = :item_id AND s.id = :id")
_LIST: Final = Statement(f"""
    SELECT {_SHOWN} FROM seal_grant s
    WHERE s.item_id = :item_id AND (CAST(:after AS uuid) IS NULL OR s.id > :after) ORDER BY s.id LIMIT :limit
""")


async def find(work: UnitOfWork, item_id: UUID, operation: str) -> asyncpg.Record | None:
    """A sealed item that the reader sees, and whether they lead its case; the look is logged."""
    return await work.row(_FIND, id=item_id, **reader(work), **look_values(work, operation))


async def wait_for_others(work: UnitOfWork, item_id: UUID) -> None:
    """Who opens the same item to others at the same time does so one after the other."""
    await work.run(_ONE_AFTER_THE_OTHER, item_id=item_id)


async def give(work: UnitOfWork, values: Mapping[str, Any], valid_until: datetime) -> None:
    """Keep a new grant, from now on."""
    await work.run(_GIVE, **values, valid_until=valid_until, **reader(work))


async def end(work: UnitOfWork, item_id: UUID, agency_id: UUID, worker_id: UUID) -> list[asyncpg.Record]:
    """End what is open of an item to a worker; what was ended."""
    return await work.rows(_END, item_id=item_id, agency_id=agency_id, worker_id=worker_id, at=work.now)


async def end_all_of(work: UnitOfWork, agency_id: UUID, worker_id: UUID, given_until: datetime) -> list[asyncpg.Record]:
    """End whatever was open to a worker of an agency by then; what was ended. Background work."""
    named = {"agency_id": agency_id, "worker_id": worker_id, "given_until": given_until}
    return await work.rows(_END_ALL_OF, at=work.now, **named)


async def open_one(work: UnitOfWork, item_id: UUID, seal_grant_id: UUID) -> asyncpg.Record | None:
    """One grant on an item; whoever asks has decided that it is shown."""
    return await work.row(_OPEN_ONE, item_id=item_id, id=seal_grant_id)


async def list_some(work: UnitOfWork, item_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """The grants on an item, oldest first; whoever asks has decided that they are shown."""
    return await work.rows(_LIST, item_id=item_id, after=after, limit=limit)
