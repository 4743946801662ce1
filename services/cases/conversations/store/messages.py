"""Messages in the database.

They have one order, by a place that is counted under the lock of their thread: ids and clocks of several machines do
not agree to the millisecond, and a page that follows them would pass over a message that was written late under an
early id. The place is shown to nobody, because its gaps would count what the reader may not see; a cursor names the
message.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.conversations.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.conversations.store.looks import LOGGED
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_OWN: Final = """m.id, m.thread_id, m.municipality_id, m.person_id, m.also_about, m.category, m.sensitivity,
    m.agency_id, m.worker_id, m.version, m.written_at, m.changed_at, m.urgent, m.text, m.retracted_at,
    m.retraction_reason"""
_SEEN: Final = f"""
    FROM message m JOIN thread t ON t.id = m.thread_id
    WHERE m.thread_id = :thread_id AND {may_read_about_all("t")} AND {may_read_about_all("m")}
"""
_OPEN = Statement(f"""
    WITH shown AS MATERIALIZED (SELECT {_OWN}, 1 AS n {_SEEN} AND m.id = :id),
    logged AS ({LOGGED})
    SELECT * FROM shown
""")
_FOR_CHANGE = Statement(f"SELECT {_OWN} {_SEEN} AND m.id = :id")


def _list(is_after: str, order: str) -> Statement:
    """A page and one more, in one direction."""
    return Statement(f"""
        WITH shown AS MATERIALIZED (
            SELECT {_OWN}, CAST(row_number() OVER (ORDER BY m.place {order}) AS integer) AS n {_SEEN}
              AND (CAST(:after AS uuid) IS NULL
                   OR m.place {is_after} (
                       SELECT a.place FROM message a WHERE a.id = :after AND a.thread_id = :thread_id))
            ORDER BY m.place {order} LIMIT CAST(:many AS integer) + 1),
        logged AS ({LOGGED})
        SELECT * FROM shown ORDER BY n
    """)


_LIST_OLDEST_FIRST = _list(">", "ASC")
_LIST_NEWEST_FIRST = _list("<", "DESC")
_NEXT_PLACE = Statement("UPDATE thread SET last_place = last_place + 1 WHERE id = :thread_id RETURNING last_place")
_KEEP = Statement("""
    INSERT INTO message (id, thread_id, municipality_id, person_id, also_about, category, sensitivity, agency_id,
        worker_id, version, written_at, changed_at, changed_by_agency_id, changed_by_id, place, urgent, text)
    VALUES (:id, :thread_id, :municipality_id, :person_id, :also_about, :category, :sensitivity, :reader_agency,
        :reader, 1, :now, :now, :reader_agency, :reader, :place, :urgent, :text)
""")
_KEEP_EARLIER = Statement("""
    INSERT INTO earlier_wording (item_id, version, municipality_id, person_id, also_about, category, sensitivity,
        agency_id, worker_id, content, written_at, written_by_agency_id, written_by_id)
    SELECT m.id, m.version, m.municipality_id, m.person_id, m.also_about, m.category, m.sensitivity, m.agency_id,
           m.worker_id, jsonb_build_object('text', m.text, 'urgent', m.urgent), m.changed_at, m.changed_by_agency_id,
           m.changed_by_id
    FROM message m WHERE m.id = :id
""")
_CHANGE = Statement("""
    UPDATE message SET text = :text, urgent = :urgent, category = :category, sensitivity = :sensitivity,
        version = version + 1, changed_at = :now, changed_by_agency_id = :reader_agency, changed_by_id = :reader
    WHERE id = :id
""")
_RETRACT = Statement("""
    UPDATE message SET text = NULL, urgent = false, retracted_at = :now, retraction_reason = :reason,
        version = version + 1, changed_at = :now, changed_by_agency_id = :reader_agency, changed_by_id = :reader
    WHERE id = :id
""")
_READ = Statement(f"""
    INSERT INTO thread_read (thread_id, agency_id, worker_id, municipality_id, person_id, place, read_at)
    SELECT m.thread_id, :reader_agency, :reader, m.municipality_id, m.person_id, m.place, :now {_SEEN} AND m.id = :id
    ON CONFLICT (thread_id, agency_id, worker_id)
    DO UPDATE SET place = EXCLUDED.place, read_at = EXCLUDED.read_at WHERE thread_read.place < EXCLUDED.place
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new message in the next place of its thread, whose lock is held from here on."""
    place = await work.value(_NEXT_PLACE, thread_id=values["thread_id"])
    await work.run(_KEEP, **values, place=place, **reader(work))


async def open_one(work: UnitOfWork, thread_id: UUID, message_id: UUID, operation: str) -> asyncpg.Record | None:
    """One message that the reader may see, in a thread that they may see; the look is logged."""
    return await work.row(
        _OPEN, thread_id=thread_id, id=message_id, many=1, **reader(work), **look_values(work, operation)
    )


async def list_some(
    work: UnitOfWork, thread_id: UUID, after: UUID | None, limit: int, *, newest_first: bool
) -> list[asyncpg.Record]:
    """Messages that the reader may see, in the order of their places or against it; one more than `limit` when there
    is a next page. The looks at the page are logged.

    Args:
        after: the last message of the page before.
    """
    statement = _LIST_NEWEST_FIRST if newest_first else _LIST_OLDEST_FIRST
    return await work.rows(
        statement, thread_id=thread_id, after=after, many=limit, **reader(work), **look_values(work, "list-messages")
    )


async def for_change(work: UnitOfWork, thread_id: UUID, message_id: UUID) -> asyncpg.Record | None:
    """One message that the reader may see. Nothing of it is shown."""
    return await work.row(_FOR_CHANGE, thread_id=thread_id, id=message_id, **reader(work))


async def change(work: UnitOfWork, message_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep the earlier version, then the present one.

    Args:
        values: text, urgent, category and sensitivity, all of them.
    """
    await work.run(_KEEP_EARLIER, id=message_id)
    await work.run(_CHANGE, id=message_id, **values, **reader(work))


async def retract(work: UnitOfWork, message_id: UUID, reason: str) -> None:
    """Keep what a message said, then that it was taken back."""
    await work.run(_KEEP_EARLIER, id=message_id)
    await work.run(_RETRACT, id=message_id, reason=reason, **reader(work))


async def mark_read(work: UnitOfWork, thread_id: UUID, message_id: UUID) -> None:
    """Keep that the reader has read up to a message that they may see; never less than before."""
    await work.run(_READ, thread_id=thread_id, id=message_id, **reader(work))
