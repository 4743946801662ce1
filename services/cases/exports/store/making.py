"""Which copies are to be made, and their making, in the database. Background work.

A copy is made in one transaction: what it holds is of one moment, and whoever is stopped leaves nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.exports.domain.export import GRANTED
from services.cases.exports.domain.sections import Kept
from services.cases.exports.store import tables as _tables  # noqa: F401 - they belong to the schema
from services.cases.exports.store.source import Source
from services.cases.exports.store.sources import SOURCES
from services.cases.items.store.holding import keep_from_deletion
from services.cases.rights.domain import COPIED
from shared.contracts.cases.rights import Right
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

PART_LENGTH: Final = 50_000
"""In characters: a part ends with the first thing that reaches it."""
VOLUME_LENGTH: Final = 150_000
"""Likewise, of what is printed at once: about fifty pages."""

_TO_MAKE: Final = Statement(f"""
    SELECT r.id, r.agency_id FROM rights_request r
    WHERE r.state = 'answered' AND r.kind IN ({", ".join(f"'{one}'" for one in sorted(COPIED))})
      AND r.outcome IN ({", ".join(f"'{one}'" for one in GRANTED)}) AND r.closed_at > :since
      AND (CAST(:after AS uuid) IS NULL OR r.id > :after)
      AND NOT EXISTS (SELECT FROM rights_export e WHERE e.request_id = r.id)
      AND (r.relationship_id IS NULL OR EXISTS (SELECT FROM still_asks_for_them(r.id)))
    ORDER BY r.id LIMIT :many
""")
_REQUEST: Final = Statement("""
    SELECT r.id, r.person_id, r.municipality_id, r.agency_id, r.kind, r.relationship_id, r.left_out
    FROM rights_request r WHERE r.id = :id
""")
_BEGIN: Final = Statement("""
    INSERT INTO rights_export (id, request_id, person_id, municipality_id, agency_id, made_at, kept_until, parts,
                               volumes, items)
    VALUES (:id, :request_id, :person_id, :municipality_id, :agency_id, :now, :kept_until, 0, 0, 0)
    ON CONFLICT (request_id) DO NOTHING
""")


def _gathering(section: Kept, source: Source, condition: str) -> Statement:
    """Keeps the parts of a section, from the number after `last`."""
    return Statement(f"""
        WITH found AS ({source.items(section)} AND {condition}),
        measured AS (
            SELECT item, key, length(item::text) AS length, sum(length(item::text)) OVER (ORDER BY key) AS so_far
            FROM found)
        INSERT INTO rights_export_part (export_id, number, person_id, municipality_id, agency_id, section, volume,
                                        weight, items)
        SELECT CAST(:export_id AS uuid), CAST(:last AS integer) + row_number() OVER (ORDER BY chunk), :person_id,
               CAST(:municipality_id AS uuid), CAST(:agency_id AS uuid), '{section}', 1, sum(length),
               jsonb_agg(item ORDER BY key)
        FROM (SELECT *, (so_far - length) / {PART_LENGTH} AS chunk FROM measured) sized GROUP BY chunk
    """)


_GATHER: Final[Mapping[Right, Mapping[Kept, Statement]]] = MappingProxyType(
    {
        Right.ACCESS: {section: _gathering(section, SOURCES[section], "true") for section in Kept},
        Right.PORTABILITY: {
            section: _gathering(section, SOURCES[section], given)
            for section in Kept
            if (given := SOURCES[section].given) is not None
        },
    }
)
_VOLUMES: Final = Statement(f"""
    WITH counted AS (
        SELECT number, 1 + (sum(weight) OVER (ORDER BY number) - weight) / {VOLUME_LENGTH} AS volume
        FROM rights_export_part WHERE export_id = :id),
    numbered AS (SELECT number, dense_rank() OVER (ORDER BY volume) AS volume FROM counted)
    UPDATE rights_export_part p SET volume = n.volume FROM numbered n
    WHERE p.export_id = :id AND p.number = n.number
""")
_END: Final = Statement("""
    UPDATE rights_export e SET parts = t.parts, volumes = t.volumes, items = t.items
    FROM (SELECT count(*) AS parts, coalesce(max(volume), 1) AS volumes,
                 coalesce(sum(jsonb_array_length(items)), 0) AS items
          FROM rights_export_part WHERE export_id = :id) t
    WHERE e.id = :id RETURNING e.items
""")
_OVER: Final = Statement("""
    UPDATE rights_export SET deleted_at = :now WHERE id IN (
        SELECT id FROM rights_export WHERE deleted_at IS NULL AND kept_until <= :now
        ORDER BY kept_until, id LIMIT :many FOR UPDATE SKIP LOCKED)
    RETURNING id, request_id, person_id, municipality_id, agency_id, items
""")
_EMPTY: Final = Statement("DELETE FROM rights_export_part WHERE export_id = ANY (CAST(:ids AS uuid[]))")


async def to_make(work: UnitOfWork, since: datetime, after: UUID | None, many: int) -> list[asyncpg.Record]:
    """Requests that were granted since then, of which there is no copy yet, in their order."""
    return await work.rows(_TO_MAKE, since=since, after=after, many=many)


async def request_of(work: UnitOfWork, request_id: UUID) -> asyncpg.Record:
    """What was granted."""
    row = await work.row(_REQUEST, id=request_id)
    assert row is not None, "a request stays"
    return row


async def wait_for_deletion(work: UnitOfWork, person_id: UUID) -> None:
    """Nothing of the person is deleted from here on until the transaction ends: what was, is in no copy."""
    await keep_from_deletion(work, [person_id])


async def begin(work: UnitOfWork, export_id: UUID, request: asyncpg.Record, kept_until: datetime) -> bool:
    """Keep that there is a copy; not when another replica has made it."""
    about = {name: request[name] for name in ("person_id", "municipality_id", "agency_id")}
    named = {"id": export_id, "request_id": request["id"], "kept_until": kept_until}
    return bool(await work.run(_BEGIN, now=work.now, **named, **about))


async def gather(work: UnitOfWork, export_id: UUID, request: asyncpg.Record) -> int:
    """Keep all that the copy holds; how many things."""
    values: dict[str, Any] = {
        "export_id": export_id,
        "is_the_person": request["relationship_id"] is None,
        "left_out": request["left_out"],
        "now": work.now,
        **{name: request[name] for name in ("person_id", "municipality_id", "agency_id")},
    }
    last = 0
    for statement in _GATHER[Right(request["kind"])].values():
        last += await work.run(statement, last=last, **values)
    await work.run(_VOLUMES, id=export_id)
    return int(await work.value(_END, id=export_id))


async def empty_what_is_over(work: UnitOfWork, many: int) -> list[asyncpg.Record]:
    """Delete what copies hold whose time is over; which they are, without those that another replica deletes now."""
    over = await work.rows(_OVER, now=work.now, many=many)
    await work.run(_EMPTY, ids=[row["id"] for row in over])
    return over
