"""Messages in the database.

They have one order, by a place that is counted under the lock of their thread: ids and clocks of several machines do
not agree to the millisecond, and a page that follows them would pass over a message that was written late under an
early id. The place is shown to nobody, because its gaps would count what the reader may not see; a cursor names the
message.
"""

from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read, may_read_about_all, reader
from services.cases.accounts.predicate import said_by
from services.cases.conversations.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.conversations.store.attachments import AS_ATTACHMENTS, ATTACHED
from services.cases.items.store.item_table import kept_table
from services.cases.items.store.looks import logging, shown_of
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

MESSAGES: Final = kept_table(
    "message",
    ("thread_id", "place", "account_id", "relationship_id"),
    ("urgent", "text", "retracted_at", "retraction_reason"),
    unsaid=("retracted_at", "retraction_reason"),
)

SAID_BY: Final = f"{said_by('m')} AS said_by"
_OWN: Final = f"""{SAID_BY}, m.id, m.thread_id, m.municipality_id, m.person_id, m.also_about, m.category, m.sensitivity,
    m.agency_id, m.worker_id, m.version, m.written_at, m.changed_at, m.urgent, m.text, m.retracted_at,
    m.retraction_reason, (
        SELECT tie.id FROM relationship tie WHERE tie.id = m.relationship_id AND {may_read("tie")}
    ) AS relationship_id"""
_CLASS: Final = "id, person_id, also_about, category, sensitivity, agency_id, worker_id"
_SEEN: Final = f"""
    FROM message m JOIN thread t ON t.id = m.thread_id
    WHERE m.thread_id = :thread_id AND {may_read_about_all("t")} AND {may_read_about_all("m")}
"""


def _with_attached(of_the_page: str = "") -> str:
    """Messages, and the documents that they name."""
    return f"(SELECT {_CLASS} FROM shown {of_the_page} UNION ALL SELECT {_CLASS} FROM attached)"


_OPEN = Statement(f"""
    WITH shown AS MATERIALIZED (SELECT {_OWN} {_SEEN} AND m.id = :id),
    attached AS MATERIALIZED ({ATTACHED}),
    logged AS ({logging(shown_of(_with_attached()))})
    SELECT s.*, {AS_ATTACHMENTS} FROM shown s
""")
_FOR_CHANGE = Statement(f"SELECT {_OWN} {_SEEN} AND m.id = :id")


def _list(is_after: str, order: str) -> Statement:
    """A page and one more, in one direction."""
    return Statement(f"""
        WITH shown AS MATERIALIZED (
            SELECT {_OWN}, CAST(row_number() OVER (ORDER BY m.place {order}) AS integer) AS n {_SEEN}
              AND (CAST(:after AS uuid) IS NULL
                   OR m.place {is_after} (
                       SELECT a.place FROM message a
                       WHERE a.id = :after AND a.thread_id = :thread_id AND {may_read_about_all("a")}))
            ORDER BY m.place {order} LIMIT CAST(:many AS integer) + 1),
        attached AS MATERIALIZED ({ATTACHED} AND s.n <= :many),
        logged AS ({logging(shown_of(_with_attached("WHERE n <= :many")))})
        SELECT s.*, {AS_ATTACHMENTS} FROM shown s ORDER BY s.n
    """)


_LIST_OLDEST_FIRST = _list(">", "ASC")
_LIST_NEWEST_FIRST = _list("<", "DESC")
_NEXT_PLACE = Statement("UPDATE thread SET last_place = last_place + 1 WHERE id = :thread_id RETURNING last_place")
_READ = Statement(f"""
    INSERT INTO thread_read (thread_id, agency_id, worker_id, municipality_id, person_id, place, read_at)
    SELECT m.thread_id, :reader_agency, :reader, m.municipality_id, m.person_id, m.place, :now {_SEEN} AND m.id = :id
    ON CONFLICT (thread_id, agency_id, worker_id)
    DO UPDATE SET place = EXCLUDED.place, read_at = EXCLUDED.read_at WHERE thread_read.place < EXCLUDED.place
""")


async def next_place(work: UnitOfWork, thread_id: UUID) -> int:
    """The place of a new message in its thread, whose lock is held from here on."""
    place: int = await work.value(_NEXT_PLACE, thread_id=thread_id)
    return place


async def open_one(work: UnitOfWork, thread_id: UUID, message_id: UUID, operation: str) -> asyncpg.Record | None:
    """One message that the reader may see, in a thread that they may see; the look is logged."""
    return await work.row(_OPEN, thread_id=thread_id, id=message_id, **reader(work), **look_values(work, operation))


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


async def mark_read(work: UnitOfWork, thread_id: UUID, message_id: UUID) -> None:
    """Keep that the reader has read up to a message that they may see; never less than before."""
    await work.run(_READ, thread_id=thread_id, id=message_id, **reader(work))
