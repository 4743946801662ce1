"""How risky a case was found, when, by whom and why, in the database.

That it was, and how much, belongs to the outline of the case; each reason is shown as an item of its category.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.cases.access.predicate import may_follow, may_read_about_all, reader
from services.cases.items.store.columns import classified_columns, id_column
from services.cases.items.store.looks import OUTLINE, logging, shown_of
from services.cases.schema import metadata
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_UTC = sa.DateTime(timezone=True)

risk_assessment = sa.Table(
    "risk_assessment",
    metadata,
    id_column(),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the case."),
    sa.Column("person_ids", ARRAY(sa.Uuid), nullable=False, comment="Whom the case was about then; personal data."),
    sa.Column("risk", sa.SmallInteger, nullable=False, comment="1 low, 2 moderate, 3 high."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that assessed it."),
    sa.Column("worker_id", sa.Uuid, nullable=False, comment="Worker or system that assessed it."),
    sa.Column("assessed_at", _UTC, nullable=False, comment="UTC."),
    sa.Index("ix_risk_assessment_case", "case_id", "id"),
    comment="How risky a case was found; the last one is the risk of the case. Never changed.",
)
risk_reason = sa.Table(
    "risk_reason",
    metadata,
    sa.Column(
        "assessment_id",
        sa.Uuid,
        sa.ForeignKey("cases.risk_assessment.id"),
        primary_key=True,
        comment="The assessment.",
    ),
    sa.Column("reason", sa.Text, primary_key=True, comment="Coded: why something may go wrong; personal data."),
    *classified_columns(),
    comment="Why a case was found risky, each reason in its category.",
)

_ASSESSED = ("id", "case_id", "municipality_id", "person_ids", "risk", "agency_id", "worker_id", "assessed_at")
_REASON = (
    "assessment_id", "reason", "municipality_id", "person_id", "also_about", "category", "sensitivity", "agency_id",
    "worker_id",
)  # fmt: skip
_KEEP = Statement(
    f"INSERT INTO risk_assessment ({', '.join(_ASSESSED)}) VALUES ({', '.join(f':{one}' for one in _ASSESSED)})"
)
_KEEP_REASON = Statement(
    f"INSERT INTO risk_reason ({', '.join(_REASON)}) VALUES ({', '.join(f':{one}' for one in _REASON)})"
)
_SEEN = f"""EXISTS (
    SELECT FROM case_person seen
    WHERE seen.case_id = a.case_id AND seen.left_at IS NULL AND seen.person_id = ANY (a.person_ids)
      AND {may_follow("seen")})"""
"""The reader may see the outline of the case for somebody whom it was about then."""


def _shown(which: str) -> Statement:
    """Those of the assessments of a case that `which` names, and one more than `:many`; the page is logged."""
    return Statement(f"""
        WITH found AS MATERIALIZED (
            SELECT a.id, a.case_id, a.risk, a.agency_id, a.worker_id, a.assessed_at
            FROM risk_assessment a WHERE a.case_id = :case_id AND {which} AND {_SEEN}
            ORDER BY a.id DESC LIMIT (SELECT CAST(:many AS integer)) + 1),
        page AS (SELECT * FROM found ORDER BY id DESC LIMIT :many),
        given AS MATERIALIZED (
            SELECT r.* FROM page JOIN risk_reason r ON r.assessment_id = page.id
            WHERE {may_read_about_all("r", "r.assessment_id")}),
        logged AS ({logging(f"{shown_of('given', 'assessment_id')} UNION ALL {OUTLINE}")})
        SELECT found.*,
            ARRAY(SELECT g.reason FROM given g WHERE g.assessment_id = found.id ORDER BY g.reason) AS reasons
        FROM found ORDER BY id DESC""")


_READ = _shown("a.id = :id")
_LIST = _shown("(CAST(:after AS uuid) IS NULL OR a.id < :after)")


async def keep(work: UnitOfWork, assessment: Mapping[str, Any], reasons: Sequence[Mapping[str, Any]]) -> None:
    """Keep an assessment and why."""
    await work.run(_KEEP, **assessment)
    await work.run_many(_KEEP_REASON, [{**one, "assessment_id": assessment["id"]} for one in reasons])


async def read(work: UnitOfWork, case_id: UUID, assessment_id: UUID, operation: str) -> asyncpg.Record | None:
    """One assessment of a case that the reader may see; the look is logged."""
    named = {"case_id": case_id, "id": assessment_id, "many": 1}
    return await work.row(_READ, **named, **reader(work), **look_values(work, operation))


async def list_some(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Assessments of a case that the reader may see, the newest first; one more than `limit`, not logged."""
    named = {"case_id": case_id, "after": after, "many": limit}
    return await work.rows(_LIST, **named, **reader(work), **look_values(work, "list-risk-assessments"))
