"""Threads as those see them who take part with an account of their own, with the log line of each look.

What a row says of messages counts those that they are shown. A place is never shown, as in `messages`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import (
    is_their_word,
    logging_their_look,
    named_to_them,
    shown_to_them,
    themselves,
)
from services.cases.conversations.domain import UNREAD_AT_MOST
from services.cases.conversations.store.messages import MESSAGES, SAID_BY
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

IN_IT: Final = f"""({shown_to_them("t")} AND CASE WHEN :is_the_person THEN t.with_person
    ELSE CAST(:relationship_id AS uuid) = ANY (t.with_relationship_ids) END)"""
"""They take part in the thread `t`."""

_LOGGED: Final = logging_their_look("(SELECT coalesce(array_agg(DISTINCT s.category), '{}') FROM shown s)")
_THREAD: Final = f"""t.id, t.category, t.subject, t.state, t.written_at,
    {named_to_them("t.agency_id")} AS agency_id"""
_LATEST: Final = f"""
    LEFT JOIN LATERAL (
        SELECT m.written_at FROM message m WHERE m.thread_id = t.id AND {shown_to_them("m")}
        ORDER BY m.place DESC LIMIT 1) latest ON true"""
_IS_NEW: Final = f"""
    m.thread_id = t.id AND m.place > coalesce(seen.place, 0) AND m.retracted_at IS NULL
    AND NOT {is_their_word("m")} AND {shown_to_them("m")}"""
_NEWS: Final = f"""
    LEFT JOIN own_thread_read seen
        ON seen.thread_id = t.id AND seen.relationship_id IS NOT DISTINCT FROM CAST(:relationship_id AS uuid)
    CROSS JOIN LATERAL (
        SELECT (SELECT CAST(count(*) AS integer)
                FROM (SELECT FROM message m WHERE {_IS_NEW} LIMIT {UNREAD_AT_MOST}) counted) AS unread,
               EXISTS (SELECT FROM message m WHERE m.urgent AND {_IS_NEW}) AS urgent) news"""
_OPEN = Statement(f"""
    WITH shown AS MATERIALIZED (
        SELECT {_THREAD}, latest.written_at AS last_message_at FROM thread t {_LATEST} WHERE t.id = :id AND {IN_IT}),
    logged AS ({_LOGGED})
    SELECT t.*, news.unread, news.urgent FROM shown t {_NEWS}
""")
_LIST = Statement(f"""
    WITH active AS MATERIALIZED (
        SELECT {_THREAD}, latest.written_at AS last_message_at, coalesce(latest.written_at, t.written_at) AS active_at
        FROM thread t {_LATEST} WHERE {IN_IT}),
    shown AS MATERIALIZED (
        SELECT t.* FROM active t
        WHERE CAST(:after_at AS timestamptz) IS NULL OR (t.active_at, t.id) < (:after_at, CAST(:after_id AS uuid))
        ORDER BY t.active_at DESC, t.id DESC LIMIT CAST(:many AS integer) + 1),
    logged AS ({_LOGGED})
    SELECT t.*, news.unread, news.urgent FROM shown t {_NEWS} ORDER BY t.active_at DESC, t.id DESC
""")
_HOLD = Statement(f"""
    SELECT t.id, t.case_id, t.referral_id, t.municipality_id, t.person_id, t.category, t.sensitivity, t.agency_id,
           t.state, t.case_id IS NULL OR is_open_case(t.case_id) AS case_is_open
    FROM thread t WHERE t.id = :id AND {IN_IT} FOR NO KEY UPDATE OF t
""")
_MESSAGE: Final = f"""
    SELECT {SAID_BY}, {is_their_word("m")} AS is_mine, m.id, m.thread_id, m.category, m.sensitivity,
           CASE WHEN m.worker_id IS NOT NULL THEN {named_to_them("m.agency_id")} END AS agency_id, m.version,
           m.written_at, m.changed_at, m.urgent, m.text, m.retracted_at, m.retraction_reason, m.place
    FROM message m JOIN thread t ON t.id = m.thread_id
    WHERE m.thread_id = :thread_id AND {IN_IT} AND {shown_to_them("m")}"""
_ATTACHED: Final = f"""
    attached AS MATERIALIZED (
        SELECT s.id AS message_id, d.id, d.category, d.file_name, d.content_type, d.size_bytes
        FROM shown s JOIN message_attachment a ON a.message_id = s.id AND a.taken_off_at IS NULL
        JOIN document d ON d.id = a.document_id
        WHERE s.retracted_at IS NULL AND {shown_to_them("d")}),
    logged AS ({
    logging_their_look('''(SELECT coalesce(array_agg(DISTINCT s.category), '{}') FROM (
        SELECT category FROM shown UNION ALL SELECT category FROM attached) s)''')
})"""
_ATTACHMENTS: Final = """coalesce((
        SELECT jsonb_agg(jsonb_build_object('document_id', x.id, 'file_name', x.file_name,
                   'content_type', x.content_type, 'size_bytes', x.size_bytes) ORDER BY x.id)
        FROM attached x WHERE x.message_id = s.id), '[]') AS attachments"""
_OPEN_MESSAGE = Statement(f"""
    WITH shown AS MATERIALIZED ({_MESSAGE} AND m.id = :id), {_ATTACHED} SELECT s.*, {_ATTACHMENTS} FROM shown s
""")
_LIST_MESSAGES = Statement(f"""
    WITH shown AS MATERIALIZED ({_MESSAGE}
          AND (CAST(:after AS uuid) IS NULL OR CASE WHEN :newest_first
               THEN m.place < (SELECT a.place FROM message a WHERE a.id = :after AND a.thread_id = :thread_id)
               ELSE m.place > (SELECT a.place FROM message a WHERE a.id = :after AND a.thread_id = :thread_id) END)
        ORDER BY CASE WHEN :newest_first THEN - m.place ELSE m.place END LIMIT CAST(:many AS integer) + 1),
    {_ATTACHED}
    SELECT s.*, {_ATTACHMENTS} FROM shown s ORDER BY CASE WHEN :newest_first THEN - s.place ELSE s.place END
""")
_FOR_CHANGE = Statement(f"{_MESSAGE} AND m.id = :id")
_VERSIONS = Statement(f"""
    WITH shown AS MATERIALIZED (
        SELECT v.version, v.category, v.content ->> 'text' AS text, v.written_at
        FROM earlier_version v
        WHERE v.item_id = :id AND {shown_to_them("v")} AND (CAST(:after AS integer) IS NULL OR v.version > :after)
        ORDER BY v.version LIMIT CAST(:many AS integer) + 1),
    logged AS ({_LOGGED})
    SELECT * FROM shown ORDER BY version
""")
_READ = Statement(f"""
    INSERT INTO own_thread_read (thread_id, relationship_id, municipality_id, person_id, place, read_at)
    SELECT m.thread_id, CAST(:relationship_id AS uuid), m.municipality_id, m.person_id, m.place, :now
    FROM message m JOIN thread t ON t.id = m.thread_id
    WHERE m.id = :id AND m.thread_id = :thread_id AND {IN_IT} AND {shown_to_them("m")}
    ON CONFLICT (thread_id, relationship_id)
    DO UPDATE SET place = EXCLUDED.place, read_at = EXCLUDED.read_at WHERE own_thread_read.place < EXCLUDED.place
""")


async def open_thread(work: UnitOfWork, speaker: Speaker, thread_id: UUID, operation: str) -> asyncpg.Record | None:
    """One thread that they take part in."""
    return await work.row(_OPEN, id=thread_id, **themselves(work, speaker, operation))


async def list_threads(
    work: UnitOfWork, speaker: Speaker, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Threads that they take part in, first where somebody wrote last; one more than `limit` if there is."""
    after_at, after_id = after or (None, None)
    mine = themselves(work, speaker, "list-own-threads")
    return await work.rows(_LIST, after_at=after_at, after_id=after_id, many=limit, **mine)


async def hold_thread(work: UnitOfWork, speaker: Speaker, thread_id: UUID) -> asyncpg.Record | None:
    """One thread, locked until the transaction ends; nothing of it is shown."""
    return await work.row(_HOLD, id=thread_id, **themselves(work, speaker, "write-own-message"))


async def open_message(
    work: UnitOfWork, speaker: Speaker, thread_id: UUID, message_id: UUID, operation: str
) -> asyncpg.Record | None:
    """One message in a thread that they take part in."""
    return await work.row(_OPEN_MESSAGE, thread_id=thread_id, id=message_id, **themselves(work, speaker, operation))


async def list_messages(
    work: UnitOfWork, speaker: Speaker, thread_id: UUID, after: UUID | None, limit: int, *, newest_first: bool
) -> list[asyncpg.Record]:
    """Messages in the order of writing or against it; one more than `limit` if there is."""
    named = {"thread_id": thread_id, "after": after, "many": limit, "newest_first": newest_first}
    return await work.rows(_LIST_MESSAGES, **named, **themselves(work, speaker, "list-own-messages"))


async def for_change(work: UnitOfWork, speaker: Speaker, thread_id: UUID, message_id: UUID) -> asyncpg.Record | None:
    """One message of a thread whose lock is held; nothing of it is shown."""
    named = {"thread_id": thread_id, "id": message_id}
    return await work.row(_FOR_CHANGE, **named, **themselves(work, speaker, "change-own-message"))


async def list_versions(
    work: UnitOfWork, speaker: Speaker, message_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What a message said before, each version as far as it is theirs to see; one more than `limit` if there is."""
    mine = themselves(work, speaker, "list-own-message-versions")
    return await work.rows(_VERSIONS, id=message_id, after=after, many=limit, **mine)


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep what they wrote, held by the agency to which they wrote."""
    await work.run(
        MESSAGES.keep,
        **values,
        also_about=[],
        worker_id=None,
        version=1,
        written_at=work.now,
        changed_at=work.now,
        changed_by_agency_id=values["agency_id"],
        changed_by_id=None,
        retracted_at=None,
        retraction_reason=None,
    )


async def change(work: UnitOfWork, message: asyncpg.Record, held_by: UUID, values: Mapping[str, Any]) -> None:
    """Keep the earlier version, then the present one.

    Args:
        held_by: the agency to which they wrote.
    """
    await work.run(MESSAGES.keep_earlier, id=message["id"])
    whole = {**dict(message), **values}
    await work.run(MESSAGES.change, **whole, reader_agency=held_by, reader=None, now=work.now)


async def mark_read(work: UnitOfWork, speaker: Speaker, thread_id: UUID, message_id: UUID) -> None:
    """Keep that they have read up to a message; never less than before."""
    named = {"thread_id": thread_id, "id": message_id}
    await work.run(_READ, **named, **themselves(work, speaker, "mark-own-thread-read"))
