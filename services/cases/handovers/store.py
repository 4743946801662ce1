"""Hand-overs in the database."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.coordination.predicate import may_see_case
from services.cases.handovers.domain import HandoverState
from services.cases.schema import metadata
from shared.contracts.cases.coordination import HandoverRefusal
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_UTC = sa.DateTime(timezone=True)

handover = sa.Table(
    "handover",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, comment="UUIDv7."),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("cases.support_case.id"), nullable=False, comment="The case."),
    sa.Column("municipality_id", sa.Uuid, nullable=False, comment="Tenant of the case."),
    sa.Column("giver_id", sa.Uuid, nullable=False, comment="Membership of whoever hands over."),
    sa.Column("taker_id", sa.Uuid, nullable=False, comment="Membership of whoever is to receive."),
    sa.Column("note_id", sa.Uuid, nullable=False, comment="The note that says what they must know."),
    sa.Column("stays", sa.Boolean, nullable=False, comment="Whoever hands over goes on working on the case."),
    sa.Column("state", sa.Text, nullable=False, comment="offered, received, declined, withdrawn or lapsed."),
    sa.Column("by_agency_id", sa.Uuid, nullable=False, comment="Agency that offered it."),
    sa.Column("by_id", sa.Uuid, nullable=False, comment="Worker who offered it."),
    sa.Column("offered_at", _UTC, nullable=False, comment="UTC."),
    sa.Column("answered_at", _UTC, comment="When it was received, declined or withdrawn, UTC."),
    sa.Column("answered_by", sa.Uuid, comment="Worker who did."),
    sa.Column("reason", sa.Text, comment="Coded: why it was declined."),
    sa.Index("ix_handover_case", "case_id", "id"),
    sa.Index("uq_handover_offered", "giver_id", unique=True, postgresql_where=sa.text("state = 'offered'")),
    comment="What somebody did on a case, handed over to somebody else.",
)

_LAPSED = """(
    c.state <> 'open' OR EXISTS (
        SELECT FROM team_member m WHERE m.id IN (h.giver_id, h.taker_id)
          AND (m.ended_at IS NOT NULL OR m.ends_at <= :now)))"""
_SHOWN = f"""
    h.id, h.case_id, h.municipality_id, h.giver_id, h.taker_id, h.stays, h.by_agency_id, h.by_id, h.offered_at,
    h.answered_at, h.answered_by, h.reason,
    CASE WHEN h.state = 'offered' AND {_LAPSED} THEN 'lapsed' ELSE h.state END AS state,
    (SELECT n.id FROM note n WHERE n.id = h.note_id AND {may_read_about_all("n")}) AS note_id
"""
_LAPSE = Statement(f"""
    UPDATE handover h SET state = '{HandoverState.LAPSED}' FROM support_case c
    WHERE c.id = h.case_id AND h.giver_id = :giver_id AND h.state = '{HandoverState.OFFERED}' AND {_LAPSED}
""")
_KEEP = Statement("""
    INSERT INTO handover (id, case_id, municipality_id, giver_id, taker_id, note_id, stays, state, by_agency_id, by_id,
        offered_at)
    VALUES (:id, :case_id, :municipality_id, :giver_id, :taker_id, :note_id, :stays, 'offered', :reader_agency, :reader,
        :now)
    ON CONFLICT DO NOTHING
""")
_LIST = Statement(f"""
    SELECT {_SHOWN} FROM handover h JOIN support_case c ON c.id = h.case_id
    WHERE h.case_id = :case_id AND {may_see_case("c")} AND (CAST(:after AS uuid) IS NULL OR h.id > :after)
    ORDER BY h.id LIMIT :limit
""")
_OPEN = Statement(f"""
    SELECT {_SHOWN} FROM handover h JOIN support_case c ON c.id = h.case_id
    WHERE h.id = :id AND h.case_id = :case_id AND {may_see_case("c")}
""")
_ANSWER = Statement("""
    UPDATE handover SET state = :state, answered_at = :now, answered_by = :reader, reason = :reason WHERE id = :id
""")


async def keep(work: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Keep a new one; False when the same work is being handed over. What nobody can receive any more stands in no
    way.
    """
    await work.run(_LAPSE, giver_id=values["giver_id"], now=work.now)
    return bool(await work.run(_KEEP, **values, **reader(work)))


async def list_some(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Hand-overs in a case that the reader may see, in the order of offering."""
    return await work.rows(_LIST, case_id=case_id, after=after, limit=limit, **reader(work))


async def open_one(work: UnitOfWork, case_id: UUID, handover_id: UUID) -> asyncpg.Record | None:
    """One hand-over in a case that the reader may see; its note where they may read that."""
    return await work.row(_OPEN, case_id=case_id, id=handover_id, **reader(work))


async def answer(
    work: UnitOfWork, handover_id: UUID, state: HandoverState, reason: HandoverRefusal | None = None
) -> None:
    """Keep how it ended."""
    await work.run(_ANSWER, id=handover_id, state=state, reason=reason, **reader(work))
