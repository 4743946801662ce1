"""What is stored and not processed, in the database. Functions keep its marks in the grants and on the rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import not_kept_out_of, reader
from services.cases.territories.predicate import day_in, today_in
from shared.contracts.cases.rights import RestrictionUse
from shared.contracts.cases.vocabulary import Category
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_RESTRICT: Final = Statement("""
    SELECT restrict_processing(:id, :request_id, :of_case, CAST(:marks AS text[]), CAST(:review_on AS date),
        CAST(:proof AS jsonb), :now)
""")
_CEASE: Final = Statement("""
    SELECT cease_processing(:id, :request_id, CAST(:categories AS text[]), CAST(:review_on AS date),
        CAST(:proof AS jsonb), :now)
""")
_LIFT: Final = Statement("SELECT lift_restriction(:id, CAST(:told_on AS date), :now)")
_USE: Final = Statement("""
    INSERT INTO restriction_use (id, restriction_id, person_id, municipality_id, agency_id, worker_id, purpose, reason,
        marks, permitted_by_id, valid_from, valid_until)
    SELECT :id, p.id, p.person_id, p.municipality_id, p.agency_id, :worker_id, :purpose, :reason, p.marks, :reader,
        :now, :valid_until
    FROM processing_restriction p WHERE p.id = :restriction_id
""")
_SHOWN: Final = f"""p.id, p.person_id, p.municipality_id, p.agency_id, p.request_id, p.of_case, p.marks, p.review_on,
    p.began_at, p.lifted_at, p.told_on, is_restricted(p.person_id) AS is_restricted,
    {today_in("p.municipality_id")} AS today, {day_in("p.municipality_id", "p.began_at")} AS began_on"""
_MAY_SEE: Final = f"""p.agency_id = :reader_agency AND {not_kept_out_of("p.person_id")}
    AND (:reader_answers_for_privacy OR is_restricted(p.person_id))"""
_FIND: Final = Statement(f"""
    SELECT {_SHOWN}, (SELECT r.state FROM rights_request r WHERE r.id = p.request_id) AS request_state
    FROM processing_restriction p WHERE p.id = :id AND {_MAY_SEE}
""")
_LOGGED: Final = logging_looks(
    "(SELECT DISTINCT s.person_id, s.municipality_id FROM shown s WHERE s.n <= :many) look",
    act="'opened'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="CAST('{}' AS text[])",
    grounds="ARRAY(SELECT DISTINCT 'rights_request:' || s.request_id FROM shown s WHERE s.person_id = look.person_id)",
)
_LIST: Final = Statement(f"""
    WITH shown AS MATERIALIZED (
        SELECT {_SHOWN}, CAST(row_number() OVER (ORDER BY p.review_on, p.id) AS integer) AS n
        FROM processing_restriction p
        WHERE {_MAY_SEE} AND p.lifted_at IS NULL AND (CAST(:after_on AS date) IS NULL
              OR (p.review_on, p.id) > (:after_on, CAST(:after_id AS uuid)))
        ORDER BY p.review_on, p.id LIMIT CAST(:many AS integer) + 1),
    logged AS ({_LOGGED})
    SELECT * FROM shown ORDER BY n
""")


async def restrict(work: UnitOfWork, restriction_id: UUID, values: Mapping[str, Any]) -> bool:
    """Keep a restriction and mark what it restricts; False where row security lets the reader restrict nothing."""
    return bool(await work.value(_RESTRICT, id=restriction_id, now=work.now, **values))


async def cease(
    work: UnitOfWork, step_id: UUID, request_id: UUID, categories: Sequence[Category], review_on: date
) -> bool:
    """Keep that these are processed no more, and end what rests on the task; False where row security lets the reader
    do nothing of it.
    """
    proof = {"categories": list(categories), "review_on": review_on.isoformat()}
    named = {"id": step_id, "request_id": request_id, "categories": list(categories), "review_on": review_on}
    return bool(await work.value(_CEASE, proof=proof, now=work.now, **named))


async def lift(work: UnitOfWork, restriction_id: UUID, told_on: date) -> bool:
    """Lift it, and take its marks away as far as no other restriction sets them; False where it was lifted before."""
    return bool(await work.value(_LIFT, id=restriction_id, told_on=told_on, now=work.now))


async def use(
    work: UnitOfWork,
    use_id: UUID,
    restriction_id: UUID,
    worker_id: UUID,
    purpose: RestrictionUse,
    reason: str,
    valid_until: datetime,
) -> None:
    """Keep that a worker may process what it restricts."""
    named = {"id": use_id, "restriction_id": restriction_id, "worker_id": worker_id, "valid_until": valid_until}
    by = {"reader": reader(work)["reader"], "now": work.now}
    await work.run(_USE, purpose=purpose, reason=reason, **named, **by)


async def find(work: UnitOfWork, restriction_id: UUID) -> asyncpg.Record | None:
    """One of the reader's agency, for those who answer for privacy there, or the few who may know; not logged."""
    return await work.row(_FIND, id=restriction_id, **reader(work))


async def list_some(work: UnitOfWork, after: tuple[date, UUID] | None, limit: int) -> list[asyncpg.Record]:
    """Those in force, what is reviewed first; one more than `limit`, not logged."""
    after_on, after_id = after or (None, None)
    named = {"after_on": after_on, "after_id": after_id, "many": limit}
    return await work.rows(_LIST, **named, **reader(work), **look_values(work, "list-processing-restrictions"))
