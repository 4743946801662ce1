"""Threads in the database.

A thread is decided on by its own row, and what a row says of its messages (how many are unread, whether one is urgent,
when the last was written) is said of those that the reader may see and no others; so is the order of the list. A row
asks the predicate of its latest message and of those that are unread, up to a number, never of all.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read, may_read_about_all, reader
from services.cases.accounts.predicate import said_by
from services.cases.conversations.domain import UNREAD_AT_MOST
from services.cases.conversations.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.items.store.item_table import kept_table
from services.cases.items.store.looks import logging, shown_of
from services.cases.timeline.predicate import may_see_line
from shared.contracts.cases.conversations import ThreadState
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

THREADS: Final = kept_table(
    "thread",
    ("case_id", "referral_id", "last_place", "with_person", "with_relationship_ids", "account_id", "relationship_id"),
    ("subject", "state"),
)

_OWN: Final = f"""
    {said_by("t")} AS started_by, t.id, t.case_id, t.municipality_id, t.person_id, t.also_about, t.category,
    t.sensitivity, t.agency_id, t.worker_id, t.version, t.written_at, t.changed_at, t.subject, t.state"""
_SHOWN: Final = f"""{_OWN}, t.with_person, t.with_relationship_ids <> '{{}}' AS with_representatives, ARRAY(
        SELECT tie.id FROM relationship tie WHERE tie.id = ANY (t.with_relationship_ids) AND {may_read("tie")}
    ) AS with_relationship_ids, CASE WHEN EXISTS (
        SELECT FROM timeline_entry e
        WHERE e.referral_id = t.referral_id AND e.person_id = t.person_id AND {may_see_line("e")}
    ) THEN t.referral_id END AS referral_id"""
"""Who sees a thread need not see that there is a referral, nor who represents the person."""
_LATEST: Final = f"""
    LEFT JOIN LATERAL (
        SELECT m.written_at FROM message m WHERE m.thread_id = t.id AND {may_read_about_all("m")}
        ORDER BY m.place DESC LIMIT 1) latest ON true
"""
_IS_NEW: Final = f"""
    m.thread_id = t.id AND m.place > coalesce(seen.place, 0) AND m.retracted_at IS NULL
    AND (m.agency_id, m.worker_id) IS DISTINCT FROM (CAST(:reader_agency AS uuid), CAST(:reader AS uuid))
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
        SELECT {_SHOWN}, latest.written_at AS last_message_at
        FROM thread t {_LATEST} WHERE t.id = :id AND {may_read_about_all("t")}),
    logged AS ({logging(shown_of("shown"))})
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
    logged AS ({logging(shown_of("(SELECT * FROM shown WHERE n <= :many)"))})
    SELECT t.*, news.unread, news.urgent FROM shown t {_NEWS} ORDER BY t.n
""")
_FOR_CHANGE = Statement(f"""
    SELECT {_OWN}, t.referral_id, t.with_person, t.with_relationship_ids, c.state AS case_state,
           lead.agency_id AS lead_agency_id, lead.worker_id AS lead_worker_id
    FROM thread t
    LEFT JOIN support_case c ON c.id = t.case_id
    LEFT JOIN team_member lead ON lead.case_id = t.case_id AND lead.is_lead AND lead.ended_at IS NULL
        AND lead.seat = 'member'
    WHERE t.id = :id AND {may_read_about_all("t")}
""")


async def open_one(work: UnitOfWork, thread_id: UUID, operation: str) -> asyncpg.Record | None:
    """One thread that the reader may see; the look is logged."""
    return await work.row(_OPEN, id=thread_id, **reader(work), **look_values(work, operation))


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


async def for_change(work: UnitOfWork, thread_id: UUID) -> asyncpg.Record | None:
    """One thread that the reader may see, with the state of its case and who leads that. Nothing of it is shown."""
    return await work.row(_FOR_CHANGE, id=thread_id, **reader(work))
