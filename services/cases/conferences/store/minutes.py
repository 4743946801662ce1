"""What was said of matters, in the database: items of cases, each with a category and sensitivity of its own."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.conferences.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.items.predicate import seen_as_said
from services.cases.items.store.item_table import ItemTable, item_table
from services.cases.items.store.looks import read_page
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork


def link_to(table: str, column: str) -> str:
    """Where the row `i` leads by a column, if the reader may see that (an SQL expression)."""
    return f"(SELECT a.id FROM {table} a WHERE a.id = i.{column} AND {may_read_about_all('a')})"


def of_matters(table: ItemTable) -> str:
    """What is kept of the matters `:matters`, as far as the reader may see it, with the look logged (SQL)."""
    rows = f"{table.rows} WHERE i.agenda_item_id = ANY (CAST(:matters AS uuid[])) AND {may_read_about_all('i')}"
    return read_page(rows, "id")


_SIGNATURES: Final = """(
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'agency_id', s.agency_id, 'worker_id', s.worker_id, 'signed_at', s.signed_at) ORDER BY s.signed_at), '[]')
    FROM minutes_signature s WHERE s.minutes_id = i.id AND s.version = i.version) AS signatures"""
_ANSWERS: Final = f"""(
    SELECT coalesce(jsonb_agg(jsonb_build_object('person_id', s.person_id, 'version', s.version, 'answer', s.answer,
        'words', s.words, 'answered_at', s.answered_at) ORDER BY s.id), '[]')
    FROM minutes_answer s WHERE s.minutes_id = i.id AND {seen_as_said("s", "i")}) AS answers"""
MINUTES: Final = item_table(
    "conference_minutes",
    ("agenda_item_id", "text"),
    links={"agenda_item_id": link_to("agenda_item", "agenda_item_id")},
    beside=(_SIGNATURES, _ANSWERS),
)

_OF_MATTERS = Statement(of_matters(MINUTES))
_SIGN = Statement("""
    INSERT INTO minutes_signature (minutes_id, version, agency_id, worker_id, municipality_id, signed_at)
    VALUES (:minutes_id, :version, :reader_agency, :reader, :municipality_id, :now)
    ON CONFLICT DO NOTHING
""")


async def list_of_matters(
    work: UnitOfWork, matters: Sequence[UUID], limit: int, operation: str
) -> list[asyncpg.Record]:
    """What was said of these matters, in the order of writing; one more than `limit`, not logged."""
    named = {"matters": list(matters), "many": limit}
    return await work.rows(_OF_MATTERS, **named, **reader(work), **look_values(work, operation))


async def sign(work: UnitOfWork, minutes_id: UUID, version: int, municipality_id: UUID) -> bool:
    """Keep that the reader signs this version; False when they had."""
    named = {"minutes_id": minutes_id, "version": version, "municipality_id": municipality_id}
    return bool(await work.run(_SIGN, **named, **reader(work)))
