"""Dated changes and receipts as a reader sees them; the look is logged by whoever reads."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.transitions.predicate import may_see_its_case, may_see_receipt, may_see_transition
from services.cases.transitions.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_SHOWN = """
    t.id, t.person_id, t.kind, t.subject_id, t.changes_at, t.changes_on, t.state, t.opened_at, t.closed_at,
    t.municipality_id, r.rule_id, r.version, r.template_id, CASE WHEN seen.is_seen THEN t.case_id END AS case_id,
    CASE WHEN seen.is_seen THEN t.plan END AS plan
"""
_FROM = f"""
    FROM transition t JOIN transition_rule r ON r.id = t.rule_version_id
    CROSS JOIN LATERAL (SELECT {may_see_its_case("t")} AS is_seen OFFSET 0) seen
    WHERE t.person_id = :person_id AND {may_see_transition("t")}
"""
_LIST = Statement(f"""
    SELECT {_SHOWN} {_FROM} AND (CAST(:after AS uuid) IS NULL OR t.id > :after) ORDER BY t.id LIMIT :limit
""")
_OPEN = Statement(f"SELECT {_SHOWN} {_FROM} AND t.id = :id")
_RECEIPTS = Statement(f"""
    SELECT e.agency_id, e.given_at, e.given_by_id FROM transition_receipt e JOIN transition t ON t.id = e.transition_id
    WHERE e.transition_id = :id AND {may_see_receipt("e", "t")} ORDER BY e.id
""")
_GRANTS = Statement("""
    SELECT id, agency_id, worker_id, categories, level, operations, purposes, ground_kind, ground_id, agreement_id,
           valid_from, valid_until, valid_from >= :at AS begins,
           coalesce(least(valid_until, ended_at) <= :at, false) AS ends
    FROM access_grant
    WHERE person_id = :person_id AND valid_from <= :at AND (valid_until IS NULL OR valid_until >= :at)
      AND (ended_at IS NULL OR ended_at >= :at) AND (CAST(:agency_id AS uuid) IS NULL OR agency_id = :agency_id)
    ORDER BY issued_at, id
""")
_GIVE = Statement("""
    UPDATE transition_receipt SET given_at = :now, given_by_id = :reader
    WHERE transition_id = :id AND agency_id = :reader_agency AND given_at IS NULL RETURNING id
""")


async def list_some(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Dated changes of one person that the reader may see, in the order of opening."""
    return await work.rows(_LIST, person_id=person_id, after=after, limit=limit, **reader(work))


async def open_one(work: UnitOfWork, person_id: UUID, transition_id: UUID) -> asyncpg.Record | None:
    """One that the reader may see."""
    return await work.row(_OPEN, person_id=person_id, id=transition_id, **reader(work))


async def receipts(work: UnitOfWork, transition_id: UUID) -> list[asyncpg.Record]:
    """Receipts of one that the reader sees, as far as they may see those."""
    return await work.rows(_RECEIPTS, id=transition_id, **reader(work))


async def grants_through(
    work: UnitOfWork, person_id: UUID, agency_id: UUID | None, at: datetime
) -> list[asyncpg.Record]:
    """Grants on a person that are in force the moment before or from then on: one agency's, or everybody's."""
    return await work.rows(_GRANTS, person_id=person_id, agency_id=agency_id, at=at)


async def give(work: UnitOfWork, transition_id: UUID) -> UUID | None:
    """Keep that the reader's agency gave its receipt; None where it had."""
    found: UUID | None = await work.value(_GIVE, id=transition_id, **reader(work))
    return found
