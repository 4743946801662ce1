"""How cases ended, in the database, and which of their referrals are open."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.coordination.predicate import may_see_words
from services.cases.items.store.looks import LOOKED_AT_CASE
from services.cases.outcomes.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.timeline.predicate import grounds_of_line, may_see_line
from shared.contracts.cases.outcomes import ReferralBecomes
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_KEEP = Statement("""
    INSERT INTO case_closure (id, case_id, municipality_id, reason, outcome, actions, tasks, threads,
        handed_over_to, retention_from, closed_at, agency_id, worker_id)
    VALUES (:id, :case_id, :municipality_id, :reason, :outcome, :actions, :tasks, :threads, :handed_over_to,
        :retention_from, :now, :reader_agency, :reader)
""")
_KEEP_REFERRAL = Statement("""
    INSERT INTO closure_referral (closure_id, referral_id, municipality_id, person_id, becomes, agency_id)
    VALUES (:closure_id, :referral_id, :municipality_id, :person_id, :becomes, :agency_id)
""")
_REOPEN = Statement("""
    UPDATE case_closure SET reopened_at = :now, reopening_reason = :reason, reopened_by_agency_id = :reader_agency,
        reopened_by_id = :reader
    WHERE case_id = :case_id AND reopened_at IS NULL
""")
_LIST = Statement(f"""
    {LOOKED_AT_CASE}
    SELECT k.id, k.case_id, k.reason, k.outcome, k.actions, k.tasks, k.threads,
           CASE WHEN k.agency_id = :reader_agency OR k.handed_over_to = :reader_agency OR {may_see_words("c")}
                THEN k.handed_over_to END AS handed_over_to, k.retention_from,
           k.closed_at, k.agency_id, k.worker_id, k.reopened_at, k.reopening_reason,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('referral_id', r.referral_id, 'becomes', r.becomes)
                                      ORDER BY r.referral_id), '[]')
            FROM closure_referral r
            WHERE r.closure_id = k.id AND EXISTS (
                SELECT FROM timeline_entry e
                WHERE e.referral_id = r.referral_id AND e.person_id = r.person_id AND {may_see_line("e")})) AS referrals
    FROM case_closure k JOIN support_case c ON c.id = k.case_id
    WHERE k.case_id = :case_id AND (CAST(:before AS uuid) IS NULL OR k.id < :before)
    ORDER BY k.id DESC LIMIT :limit
""")
_LOGGED = logging_looks(
    """(SELECT r.person_id, (array_agg(r.municipality_id))[1] AS municipality_id,
               coalesce(array_agg(DISTINCT r.category) FILTER (WHERE r.category IS NOT NULL), '{}') AS categories,
               coalesce(array_agg(DISTINCT said.ground) FILTER (WHERE said.ground IS NOT NULL), '{}') AS grounds
        FROM found r LEFT JOIN LATERAL unnest(r.grounds) AS said (ground) ON true GROUP BY r.person_id) look""",
    act="'opened'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="look.categories",
    grounds="look.grounds",
)
_REFERRALS = Statement(f"""
    WITH found AS MATERIALIZED (
        SELECT DISTINCT ON (e.referral_id) e.referral_id, e.person_id, e.municipality_id, e.category, e.state,
               e.agency_id AS sender_agency_id, {grounds_of_line("e")} AS grounds
        FROM timeline_entry e
        WHERE e.case_id = :case_id AND e.shown_as = 'referral' AND {may_see_line("e")}
        ORDER BY e.referral_id, e.at DESC, e.id DESC),
    logged AS ({_LOGGED})
    SELECT referral_id, person_id, municipality_id, category, state, sender_agency_id FROM found ORDER BY referral_id
""")


async def keep(
    work: UnitOfWork,
    values: Mapping[str, Any],
    referrals: Sequence[asyncpg.Record],
    becomes: Mapping[UUID, ReferralBecomes],
) -> None:
    """Keep how a case ended, and what becomes of its open referrals."""
    by = reader(work)
    await work.run(_KEEP, **values, **by)
    await work.run_many(
        _KEEP_REFERRAL,
        [
            {
                "closure_id": values["id"],
                "referral_id": row["referral_id"],
                "municipality_id": row["municipality_id"],
                "person_id": row["person_id"],
                "becomes": becomes[row["referral_id"]],
                "agency_id": by["reader_agency"],
            }
            for row in referrals
        ],
    )


async def reopen(work: UnitOfWork, case_id: UUID, reason: str) -> None:
    """Keep that the latest ending was not the last."""
    await work.run(_REOPEN, case_id=case_id, reason=reason, **reader(work))


async def list_some(work: UnitOfWork, case_id: UUID, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """How a case ended, the latest first, for somebody who may see the case; the look is logged."""
    looked = look_values(work, "list-closures")
    return await work.rows(_LIST, case_id=case_id, before=before, limit=limit, **reader(work), **looked)


async def referrals_of(work: UnitOfWork, case_id: UUID, operation: str) -> list[asyncpg.Record]:
    """Each referral of a case of which the reader may see a line, and where it stands; the looks are logged."""
    return await work.rows(_REFERRALS, case_id=case_id, **reader(work), **look_values(work, operation))
