"""Threads in the database.

A thread is decided on by its own row, and what a row says of its messages (how many are unread, whether one is urgent,
when the last was written) is said of those that the reader may see and no others; so is the order of the list. A row
asks the predicate of its latest message and of those that are unread, up to a number, never of all.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.conversations.domain import UNREAD_AT_MOST
from services.cases.conversations.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.conversations.store.looks import LOGGED
from services.cases.timeline.predicate import may_see_line
from shared.contracts.cases.conversations import ThreadState
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_OWN: Final = """t.id, t.case_id, t.municipality_id, t.person_id, t.also_about, t.category, t.sensitivity, t.agency_id,
    t.worker_id, t.version, t.written_at, t.changed_at, t.subject, t.state"""
_SHOWN: Final = f"""{_OWN}, CASE WHEN EXISTS (
        SELECT FROM timeline_entry e
        WHERE e.referral_id = t.referral_id AND e.person_id = t.person_id AND {may_see_line("e")}
    ) THEN t.referral_id END AS referral_id"""
"""Who sees a thread need not see that there is a referral."""
_LATEST: Final = f"""
    LEFT JOIN LATERAL (
        SELECT m.written_at FROM message m WHERE m.thread_id = t.id AND {may_read_about_all("m")}
        ORDER BY m.place DESC LIMIT 1) latest ON true
"""
_IS_NEW: Final = f"""
    m.thread_id = t.id AND m.place > coalesce(seen.place, 0) AND m.retracted_at IS NULL
    AND (m.agency_id, m.worker_id) <> (CAST(:reader_agency AS uuid), CAST(:reader AS uuid))
    AND {may_read_about_all("m")}
"""
_NEWS: Final = f"""
    LEFT JOIN thread_read seen ON seen.thread_id = t.id AND seen.agency_id = :reader_agency AND seen.worker_id = :reader
    CROSS JOIN LATERAL (
        SELECT (SELECT CAST(count(*) AS integer)
                FROM (SELECT FROM message m WHERE {_IS_NEW} LIMIT {UNREAD_AT_MOST}) counted) AS unread,
               EXISTS (SELECT FROM message m WHERE m.urgent AND {_IS_NEW}) AS urgent) news
"""
_OPEN = Statement(f"""
    WITH shown AS MATERIALIZED (
        SELECT {_SHOWN}, latest.written_at AS last_message_at, 1 AS n
        FROM thread t {_LATEST} WHERE t.id = :id AND {may_read_about_all("t")}),
    logged AS ({LOGGED})
    SELECT t.*, news.unread, news.urgent FROM shown t {_NEWS}
""")
_LIST = Statement(f"""
    WITH active AS MATERIALIZED (
        SELECT {_SHOWN}, latest.written_at AS last_message_at, coalesce(latest.written_at, t.written_at) AS active_at
        FROM thread t {_LATEST}
        WHERE (t.case_id = CAST(:case_id AS uuid) OR t.referral_id = CAST(:referral_id AS uuid))
          AND (CAST(:state AS text) IS NULL OR t.state = :state) AND {may_read_about_all("t")}),
    shown AS MATERIALIZED (
        SELECT t.*, CAST(row_number() OVER (ORDER BY t.active_at DESC, t.id DESC) AS integer) AS n
        FROM active t
        WHERE CAST(:after_at AS timestamptz) IS NULL OR (t.active_at, t.id) < (:after_at, CAST(:after_id AS uuid))
        ORDER BY n LIMIT CAST(:many AS integer) + 1),
    logged AS ({LOGGED})
    SELECT t.*, news.unread, news.urgent FROM shown t {_NEWS} ORDER BY t.n
""")
_LOCK = Statement("SELECT true FROM thread WHERE id = :id FOR NO KEY UPDATE")
_FOR_CHANGE = Statement(f"""
    SELECT {_OWN}, t.referral_id, c.state AS case_state,
           lead.agency_id AS lead_agency_id, lead.worker_id AS lead_worker_id
    FROM thread t
    LEFT JOIN support_case c ON c.id = t.case_id
    LEFT JOIN team_member lead ON lead.case_id = t.case_id AND lead.is_lead AND lead.ended_at IS NULL
        AND lead.seat = 'member'
    WHERE t.id = :id AND {may_read_about_all("t")}
""")
_KEEP = Statement("""
    INSERT INTO thread (id, case_id, referral_id, municipality_id, person_id, also_about, category, sensitivity,
        agency_id, worker_id, subject, state, version, written_at, changed_at, changed_by_agency_id, changed_by_id,
        last_place)
    VALUES (:id, :case_id, :referral_id, :municipality_id, :person_id, :also_about, :category, :sensitivity,
        :reader_agency, :reader, :subject, 'open', 1, :now, :now, :reader_agency, :reader, 0)
""")
_KEEP_EARLIER = Statement("""
    INSERT INTO earlier_wording (item_id, version, municipality_id, person_id, also_about, category, sensitivity,
        agency_id, worker_id, content, written_at, written_by_agency_id, written_by_id)
    SELECT t.id, t.version, t.municipality_id, t.person_id, t.also_about, t.category, t.sensitivity, t.agency_id,
           t.worker_id, jsonb_build_object('subject', t.subject, 'state', t.state), t.changed_at,
           t.changed_by_agency_id, t.changed_by_id
    FROM thread t WHERE t.id = :id
""")
_CHANGE = Statement("""
    UPDATE thread SET subject = :subject, category = :category, sensitivity = :sensitivity, state = :state,
        version = version + 1, changed_at = :now, changed_by_agency_id = :reader_agency, changed_by_id = :reader
    WHERE id = :id
""")
_EARLIER = Statement(f"""
    SELECT v.version, v.category, v.sensitivity, v.content, v.written_at, v.written_by_agency_id, v.written_by_id
    FROM earlier_wording v
    WHERE v.item_id = :item_id AND {may_read_about_all("v")} AND (CAST(:after AS integer) IS NULL OR v.version > :after)
    ORDER BY v.version LIMIT :limit
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new thread, in its first version and without a message."""
    await work.run(_KEEP, **values, **reader(work))


async def open_one(work: UnitOfWork, thread_id: UUID, operation: str) -> asyncpg.Record | None:
    """One thread that the reader may see; the look is logged."""
    return await work.row(_OPEN, id=thread_id, many=1, **reader(work), **look_values(work, operation))


async def list_some(
    work: UnitOfWork,
    *,
    case_id: UUID | None,
    referral_id: UUID | None,
    state: ThreadState | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[asyncpg.Record]:
    """Threads of a case or referral that the reader may see, first where somebody wrote last; one more than `limit`
    when there is a next page. The looks at the page are logged.
    """
    after_at, after_id = after or (None, None)
    return await work.rows(
        _LIST,
        case_id=case_id,
        referral_id=referral_id,
        state=state,
        after_at=after_at,
        after_id=after_id,
        many=limit,
        **reader(work),
        **look_values(work, "list-threads"),
    )


async def lock(work: UnitOfWork, thread_id: UUID) -> None:
    """Make simultaneous changes of a thread, and new messages in it, wait for each other."""
    await work.run(_LOCK, id=thread_id)


async def for_change(work: UnitOfWork, thread_id: UUID) -> asyncpg.Record | None:
    """One thread that the reader may see, with the state of its case and who leads that. Nothing of it is shown."""
    return await work.row(_FOR_CHANGE, id=thread_id, **reader(work))


async def change(work: UnitOfWork, thread_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep the earlier version, then the present one.

    Args:
        values: subject, category, sensitivity and state, all of them.
    """
    await work.run(_KEEP_EARLIER, id=thread_id)
    await work.run(_CHANGE, id=thread_id, **values, **reader(work))


async def earlier_wordings(work: UnitOfWork, item_id: UUID, after: int | None, limit: int) -> list[asyncpg.Record]:
    """What a thread or message said before, each version by its own category and sensitivity."""
    return await work.rows(_EARLIER, item_id=item_id, after=after, limit=limit, **reader(work))
