"""Conferences in the database, as far as a reader takes part in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.conferences.predicate import state_of, takes_part
from services.cases.conferences.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.contracts.cases.conferences import CancellingReason
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement("""
    INSERT INTO conference (id, municipality_id, agency_id, worker_id, agencies, starts_at, ends_at, time_zone, place,
        link, convened_at, changed_at, version)
    VALUES (:id, :municipality_id, :reader_agency, :reader, ARRAY[CAST(:reader_agency AS uuid)], :starts_at, :ends_at,
        :time_zone, :place, :link, :now, :now, 1)
""")
_SHOWN = f"""
    SELECT c.id, c.municipality_id, c.agency_id, c.worker_id, c.starts_at, c.ends_at, c.time_zone, c.place, c.link,
           c.convened_at, c.changed_at, c.cancelled_because, c.version, {state_of("c")} AS state
    FROM conference c WHERE {takes_part("c")}"""
_OPEN = Statement(f"{_SHOWN} AND c.id = :id")
_LIST = Statement(f"""
    {_SHOWN} AND c.agencies @> ARRAY[CAST(:reader_agency AS uuid)]
      AND (CAST(:after_at AS timestamptz) IS NULL OR (c.starts_at, c.id) < (:after_at, CAST(:after_id AS uuid)))
    ORDER BY c.starts_at DESC, c.id DESC LIMIT :limit
""")
_LOCK = Statement("SELECT true FROM conference WHERE id = :id FOR NO KEY UPDATE")
_CHANGE = Statement("""
    UPDATE conference SET starts_at = :starts_at, ends_at = :ends_at, place = :place, link = :link,
        changed_at = :now, version = version + 1
    WHERE id = :id
""")
_CANCEL = Statement("""
    UPDATE conference SET cancelled_because = :reason, changed_at = :now, version = version + 1 WHERE id = :id
""")
_NAME_AGENCIES = Statement("""
    UPDATE conference c SET agencies = ARRAY(
        SELECT c.agency_id UNION
        SELECT p.agency_id FROM conference_participant p WHERE p.conference_id = c.id AND p.state <> 'withdrawn')
    WHERE c.id = :id
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new conference, which the reader convenes."""
    await work.run(_KEEP, **values, **reader(work))


async def open_one(work: UnitOfWork, conference_id: UUID) -> asyncpg.Record | None:
    """One conference in which the reader takes part."""
    return await work.row(_OPEN, id=conference_id, **reader(work))


async def list_some(work: UnitOfWork, after: tuple[datetime, UUID] | None, limit: int) -> list[asyncpg.Record]:
    """Conferences in which the reader takes part, the latest first."""
    after_at, after_id = after or (None, None)
    return await work.rows(_LIST, after_at=after_at, after_id=after_id, limit=limit, **reader(work))


async def lock(work: UnitOfWork, conference_id: UUID) -> None:
    """Make simultaneous changes by those who convene wait for each other."""
    await work.run(_LOCK, id=conference_id)


async def change(work: UnitOfWork, conference_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep another time or place."""
    await work.run(_CHANGE, id=conference_id, now=work.now, **values)


async def cancel(work: UnitOfWork, conference_id: UUID, reason: CancellingReason) -> None:
    """Keep that it does not take place."""
    await work.run(_CANCEL, id=conference_id, reason=reason, now=work.now)


async def name_agencies(work: UnitOfWork, conference_id: UUID) -> None:
    """Let the conference say which agencies are asked to come: row security goes by it."""
    await work.run(_NAME_AGENCIES, id=conference_id)
