"""Conferences that come again, in the database: known to whoever works in the municipality."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.conferences.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement("""
    INSERT INTO conference_series (id, municipality_id, agency_id, worker_id, sector, title, week, weekday, begins_at,
        lasts, time_zone, place, link, begun_at)
    VALUES (:id, :municipality_id, :reader_agency, :reader, :sector, :title, :week, :weekday, :begins_at, :lasts,
        :time_zone, :place, :link, :now)
""")
_OPEN = Statement("""
    SELECT s.*, panel.starts_at AS planned_start, cancelled_panels(s.id, :now) AS cancelled
    FROM conference_series s LEFT JOIN LATERAL next_panel(s.id, :now) panel ON true
    WHERE s.id = :id AND s.municipality_id = ANY (CAST(:municipalities AS uuid[]))
""")
_LIST = Statement("""
    SELECT s.*, panel.starts_at AS planned_start, cancelled_panels(s.id, :now) AS cancelled
    FROM conference_series s LEFT JOIN LATERAL next_panel(s.id, :now) panel ON true
    WHERE s.municipality_id = ANY (CAST(:municipalities AS uuid[])) AND s.ended_at IS NULL
      AND (CAST(:after AS uuid) IS NULL OR s.id > :after)
    ORDER BY s.id LIMIT :limit
""")
_COME = Statement("""
    SELECT * FROM come_to_next_panel(:id, :version, :conference_id, :starts_at, :ends_at, :seats, :sector, :now)
""")
_CHANGE = Statement("""
    UPDATE conference_series SET title = :title, week = :week, weekday = :weekday, begins_at = :begins_at,
        lasts = :lasts, place = :place, link = :link, version = version + 1
    WHERE id = :id AND version = :version AND ended_at IS NULL
""")
_END = Statement(
    "UPDATE conference_series SET ended_at = :now, version = version + 1 WHERE id = :id AND ended_at IS NULL"
)


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new series, for which the reader answers."""
    await work.run(_KEEP, **values, **reader(work))


async def open_one(work: UnitOfWork, series_id: UUID, municipalities: Sequence[UUID]) -> asyncpg.Record | None:
    """One series of these municipalities, with when its next panel is where that is planned."""
    return await work.row(_OPEN, id=series_id, municipalities=list(municipalities), now=work.now)


async def list_some(
    work: UnitOfWork, municipalities: Sequence[UUID], after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """The series of these municipalities that go on."""
    named = {"municipalities": list(municipalities), "after": after, "limit": limit}
    return await work.rows(_LIST, **named, now=work.now)


async def come_to_next_panel(
    work: UnitOfWork,
    series: asyncpg.Record,
    conference_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    *,
    seats: Sequence[UUID],
    sector: str,
) -> tuple[UUID, UUID | None] | None:
    """Let the reader come to the next panel, which begins with these times and this id where none is planned.

    A function of the schema's owner does it: whoever puts a case before a panel comes to speak of it, also where they
    do not convene it.

    Args:
        series: as it was read.
        seats: two new ids.

    Returns:
        The panel, and the seat in which the reader comes; None where they come already. None when the series changed or
        ended since.
    """
    times = {"starts_at": starts_at, "ends_at": ends_at, "now": work.now}
    seen = {"id": series["id"], "version": series["version"]}
    row = await work.row(_COME, **seen, **times, conference_id=conference_id, seats=list(seats), sector=sector)
    return None if row is None else (row["panel_id"], row["seat_id"])


async def change(work: UnitOfWork, series_id: UUID, version: int, values: Mapping[str, Any]) -> bool:
    """Keep what it says from now on; False when it changed or ended since this version was read."""
    return bool(await work.run(_CHANGE, id=series_id, version=version, **values))


async def end(work: UnitOfWork, series_id: UUID) -> None:
    """Keep that no panel follows the next."""
    await work.run(_END, id=series_id, now=work.now)
