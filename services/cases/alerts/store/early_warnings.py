"""What rules noticed, as far as a reader sees every fact on which it rests; the look is logged with it."""

from uuid import UUID

import asyncpg

from services.cases.access.predicate import follows, reader
from services.cases.alerts.domain.early import FactKind
from services.cases.alerts.predicate import may_see_early_warning
from services.cases.items.store.looks import logging, shown_of
from services.cases.timeline.predicate import grounds_of_line
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_ITEMS = " UNION ALL ".join(
    f"""
    SELECT i.id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id, i.worker_id
    FROM rests JOIN {table} i ON i.id = rests.fact_id WHERE rests.kind = '{kind}'"""
    for table, kind in (("occurrence", FactKind.OCCURRENCE), ("warning", FactKind.WARNING_REVIEW))
)
_LINES = f"""
    SELECT e.person_id, e.municipality_id, e.category, one.ground
    FROM rests JOIN timeline_entry e ON e.id = rests.fact_id CROSS JOIN unnest({grounds_of_line("e")}) AS one (ground)
    WHERE rests.kind IN ('{FactKind.REFERRAL}', '{FactKind.APPOINTMENT}')"""
_OUTLINES = f"""
    SELECT p.person_id, p.municipality_id, p.category, g.ground_kind || ':' || g.ground_id AS ground
    FROM page JOIN case_person p ON p.case_id = page.case_id AND p.person_id = page.person_id AND p.left_at IS NULL
    JOIN access_grant g ON {follows("p")}"""


def _shown(which: str) -> Statement:
    """Those that `which` names, newest first, and one more than `:many`; the page is logged."""
    return Statement(f"""
        WITH found AS MATERIALIZED (
            SELECT w.id, w.case_id, w.person_id, w.municipality_id, w.noticed_at, w.verdict, w.because, w.answered_at,
                   w.answered_by_agency_id, w.answered_by_id, r.rule_id, r.version, r.kind, r.at_least, r.days
            FROM early_warning w JOIN early_warning_rule r ON r.id = w.rule_version_id
            WHERE {which} AND {may_see_early_warning("w")}
            ORDER BY w.id DESC LIMIT (SELECT CAST(:many AS integer)) + 1),
        page AS (SELECT * FROM found ORDER BY id DESC LIMIT :many),
        rests AS MATERIALIZED (
            SELECT f.* FROM page JOIN early_warning_fact f ON f.early_warning_id = page.id),
        items AS ({_ITEMS}),
        logged AS ({logging(f"{shown_of('items')} UNION ALL {_LINES} UNION ALL {_OUTLINES}")})
        SELECT found.*,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', f.kind, 'id', f.fact_id, 'on', f.happened_on,
                'category', f.category) ORDER BY f.happened_on, f.key), '[]')
             FROM rests f WHERE f.early_warning_id = found.id) AS rests_on
        FROM found ORDER BY id DESC""")


_READ = _shown("w.case_id = :case_id AND w.id = :id")
_OF_CASE = _shown("w.case_id = :case_id AND (CAST(:after AS uuid) IS NULL OR w.id < :after)")
_MINE = _shown("""w.verdict IS NULL AND (CAST(:after AS uuid) IS NULL OR w.id < :after)
    AND EXISTS (SELECT FROM team_member m JOIN support_case c ON c.id = m.case_id AND c.state = 'open'
                WHERE m.case_id = w.case_id AND m.agency_id = :reader_agency AND m.seat = 'member'
                  AND m.ended_at IS NULL AND (m.worker_id IS NULL OR m.worker_id = :reader) AND m.starts_at <= :now
                  AND (m.ends_at IS NULL OR m.ends_at > :now))""")
_ANSWER = Statement("""
    UPDATE early_warning SET verdict = :verdict, because = :because, answered_at = :now,
        answered_by_agency_id = :reader_agency, answered_by_id = :reader
    WHERE id = :id AND verdict IS NULL
""")


async def read(work: UnitOfWork, case_id: UUID, early_warning_id: UUID, operation: str) -> asyncpg.Record | None:
    """One of a case; the look is logged."""
    named = {"case_id": case_id, "id": early_warning_id, "many": 1}
    return await work.row(_READ, **named, **reader(work), **look_values(work, operation))


async def list_of_case(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those of a case; one more than `limit`, not logged."""
    named = {"case_id": case_id, "after": after, "many": limit}
    return await work.rows(_OF_CASE, **named, **reader(work), **look_values(work, "list-early-warnings"))


async def list_unanswered(work: UnitOfWork, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those that wait for an answer in open cases on whose team the reader is; one more than `limit`, not logged."""
    named = {"after": after, "many": limit}
    return await work.rows(_MINE, **named, **reader(work), **look_values(work, "list-early-warnings"))


async def answer(work: UnitOfWork, early_warning_id: UUID, verdict: str, because: str | None) -> bool:
    """Keep what somebody says of it; False when somebody had."""
    values = {"id": early_warning_id, "verdict": verdict, "because": because, **reader(work)}
    return bool(await work.run(_ANSWER, **values))
