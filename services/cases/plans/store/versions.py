"""Versions, reviews and signatures of plans in the database.

Versions and reviews are seen with their case; each line of one as the goal or action in it, as it was then and as it is
now.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import grounds, may_know, may_read_about_all, reader, shows
from services.cases.plans.domain.agreeing import Line, Position
from services.cases.plans.store.items import latest, logging
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_BY_WORKER = f"({latest('worker')} ->> 'level')::smallint"
_BY_PERSON = f"({latest('person', 'representative')} ->> 'level')::smallint"
_ITEM = "i.id, i.municipality_id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id, i.worker_id"
_POSITIONS = Statement(f"""
    SELECT 'goal' AS kind, {_ITEM}, i.version, i.state, {_BY_WORKER} AS by_worker, {_BY_PERSON} AS by_person
    FROM goal i WHERE i.case_id = :case_id AND {may_read_about_all("i")}
    UNION ALL
    SELECT 'action', {_ITEM}, i.version, i.state, NULL, NULL
    FROM planned_action i WHERE i.case_id = :case_id AND {may_read_about_all("i")}
    ORDER BY id
""")
_SCORED = Statement(f"""
    WITH found AS MATERIALIZED (
        SELECT i.weight, i.baseline, {_BY_WORKER} AS by_worker, {_BY_PERSON} AS by_person, i.person_id, i.also_about,
               i.municipality_id, i.category, {grounds(shows("i"))} AS grounds
        FROM goal i WHERE i.case_id = :case_id AND i.state <> 'cancelled' AND {may_read_about_all("i")}),
    logged AS ({logging("found")})
    SELECT * FROM found
""")
_LINE: Final = (
    "record_id", "item_id", "kind", "municipality_id", "person_id", "also_about", "category", "sensitivity",
    "agency_id", "worker_id", "change", "version", "version_before", "state", "state_before", "by_worker",
    "by_worker_before", "by_person", "by_person_before",
)  # fmt: skip
_KEEP_LINE = Statement(
    f"INSERT INTO plan_line ({', '.join(_LINE)}) VALUES ({', '.join(f':{column}' for column in _LINE)})"
)
_BEFORE = Statement("""
    SELECT item_id, version, state, by_worker, by_person FROM plan_line WHERE record_id = :record_id
""")


def _readable_now(table: str) -> str:
    return f"EXISTS (SELECT FROM {table} i WHERE i.id = l.item_id AND {may_read_about_all('i')})"


_LINES = Statement(f"""
    WITH found AS MATERIALIZED (
        SELECT {", ".join(f"l.{column}" for column in _LINE)}, {grounds(shows("l"))} AS grounds
        FROM plan_line l
        WHERE l.record_id = :record_id AND (CAST(:after AS uuid) IS NULL OR l.item_id > :after)
          AND {may_read_about_all("l")}
          AND CASE l.kind WHEN 'goal' THEN {_readable_now("goal")} ELSE {_readable_now("planned_action")} END
        ORDER BY l.item_id LIMIT (SELECT CAST(:many AS integer)) + 1),
    page AS (SELECT * FROM found ORDER BY item_id LIMIT :many),
    logged AS ({logging("page")})
    SELECT * FROM found ORDER BY item_id
""")
_VERSION = """
    v.id, v.case_id, v.number, v.proposed_at, v.agency_id, v.worker_id, v.awaiting, v.lead_agrees, v.agreed_at,
    EXISTS (SELECT FROM plan_version later WHERE later.case_id = v.case_id AND later.number > v.number)
        AS is_superseded
"""
_KEEP_VERSION = Statement("""
    INSERT INTO plan_version (id, case_id, municipality_id, number, proposed_at, agency_id, worker_id, awaiting,
        lead_agrees)
    VALUES (:id, :case_id, :municipality_id, :number, :now, :reader_agency, :reader, :awaiting, false)
""")
_VERSIONS = Statement(f"""
    SELECT {_VERSION} FROM plan_version v
    WHERE v.case_id = :case_id AND (CAST(:before AS integer) IS NULL OR v.number < :before)
    ORDER BY v.number DESC LIMIT :limit
""")
_OPEN_VERSION = Statement(f"SELECT {_VERSION} FROM plan_version v WHERE v.id = :id AND v.case_id = :case_id")
_LOCK_VERSION = Statement("SELECT true FROM plan_version WHERE id = :id FOR UPDATE")
_AGREE = Statement("""
    UPDATE plan_version SET awaiting = :awaiting, lead_agrees = :lead_agrees, agreed_at = :agreed_at WHERE id = :id
""")
_KEEP_REVIEW = Statement("""
    INSERT INTO plan_review (id, case_id, municipality_id, held_on, next_review_on, summary, recorded_at, agency_id,
        worker_id)
    VALUES (:id, :case_id, :municipality_id, :held_on, :next_review_on, :summary, :now, :reader_agency, :reader)
""")
_REVIEW = "r.id, r.case_id, r.held_on, r.next_review_on, r.summary, r.recorded_at, r.agency_id, r.worker_id"
_REVIEWS = Statement(f"""
    SELECT {_REVIEW} FROM plan_review r
    WHERE r.case_id = :case_id AND (CAST(:before AS uuid) IS NULL OR r.id < :before)
    ORDER BY r.id DESC LIMIT :limit
""")
_OPEN_REVIEW = Statement(f"SELECT {_REVIEW} FROM plan_review r WHERE r.id = :id AND r.case_id = :case_id")
_SIGN = Statement("""
    INSERT INTO plan_signature (id, version_id, case_id, municipality_id, party, person_id, representative_id, answer,
        words, signed_how, signed_at, agency_id, worker_id, decision_id, session_id)
    VALUES (:id, :version_id, :case_id, :municipality_id, :party, :person_id, :representative_id, :answer,
        :words, :signed_how, :now, :reader_agency, :reader, :decision_id, :session_id)
""")
_SIGNATURES = Statement(f"""
    SELECT s.id, s.version_id, s.party, s.person_id, s.answer, s.words, s.signed_how, s.signed_at, s.agency_id,
           s.worker_id, s.decision_id,
           CASE WHEN {may_know("s.representative_id")} THEN s.representative_id END AS representative_id
    FROM plan_signature s
    WHERE s.version_id = :version_id AND (s.person_id IS NULL OR s.person_id = ANY (CAST(:known AS uuid[])))
      AND (CAST(:id AS uuid) IS NULL OR s.id = :id) AND (CAST(:after AS uuid) IS NULL OR s.id > :after)
    ORDER BY s.id LIMIT :limit
""")


async def positions(work: UnitOfWork, case_id: UUID) -> list[asyncpg.Record]:
    """Every goal and action of a case that the reader may see, and where it stands; nothing of it is shown."""
    return await work.rows(_POSITIONS, case_id=case_id, **reader(work))


async def scored(work: UnitOfWork, case_id: UUID) -> list[asyncpg.Record]:
    """Weight and levels of the goals that the reader may see; the look is logged."""
    return await work.rows(_SCORED, case_id=case_id, **reader(work), **look_values(work, "read-plan"))


async def stood(work: UnitOfWork, record_id: UUID | None) -> dict[UUID, Position]:
    """Where everything stood in a version or review."""
    if record_id is None:
        return {}
    rows = await work.rows(_BEFORE, record_id=record_id)
    return {row["item_id"]: position_from(row) for row in rows}


def position_from(row: asyncpg.Record) -> Position:
    """Where an item of the plan stands, from its row."""
    return Position(row["version"], row["state"], row["by_worker"], row["by_person"])


async def keep_lines(
    work: UnitOfWork, record_id: UUID, items: Mapping[UUID, asyncpg.Record], lines: Sequence[Line]
) -> None:
    """Keep what stands in a version or review."""
    await work.run_many(_KEEP_LINE, [_line_values(record_id, items[line.item_id], line) for line in lines])


async def lines(
    work: UnitOfWork, record_id: UUID, after: UUID | None, limit: int, operation: str
) -> list[asyncpg.Record]:
    """What stands in a version or review, as far as the reader may see it; one more than `limit`, not logged."""
    looked = look_values(work, operation)
    return await work.rows(_LINES, record_id=record_id, after=after, many=limit, **reader(work), **looked)


async def keep_version(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new version, which nobody has agreed to."""
    await work.run(_KEEP_VERSION, **values, **reader(work))


async def versions(work: UnitOfWork, case_id: UUID, before: int | None, limit: int) -> list[asyncpg.Record]:
    """Versions of the plan of a case, the newest first; for somebody who may see the case."""
    return await work.rows(_VERSIONS, case_id=case_id, before=before, limit=limit)


async def open_version(work: UnitOfWork, case_id: UUID, version_id: UUID) -> asyncpg.Record | None:
    """One version; for somebody who may see the case."""
    return await work.row(_OPEN_VERSION, id=version_id, case_id=case_id)


async def lock_version(work: UnitOfWork, version_id: UUID) -> None:
    """Make simultaneous signatures wait for each other."""
    await work.run(_LOCK_VERSION, id=version_id)


async def agree(work: UnitOfWork, version_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep how far a version is agreed on."""
    await work.run(_AGREE, id=version_id, **values)


async def keep_review(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a new review."""
    await work.run(_KEEP_REVIEW, **values, **reader(work))


async def reviews(work: UnitOfWork, case_id: UUID, before: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Reviews of the plan of a case, the newest first; for somebody who may see the case."""
    return await work.rows(_REVIEWS, case_id=case_id, before=before, limit=limit)


async def open_review(work: UnitOfWork, case_id: UUID, review_id: UUID) -> asyncpg.Record | None:
    """One review; for somebody who may see the case."""
    return await work.row(_OPEN_REVIEW, id=review_id, case_id=case_id)


async def sign(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Keep a signature."""
    await work.run(_SIGN, **values, decision_id=work.decision_id, **reader(work))


async def signatures(
    work: UnitOfWork,
    version_id: UUID,
    known: Sequence[UUID],
    *,
    one: UUID | None = None,
    after: UUID | None = None,
    limit: int = 1,
) -> list[asyncpg.Record]:
    """Signatures under a version, in their order: the lead's, and those for people whom the reader knows."""
    named = {"version_id": version_id, "known": list(known), "id": one, "after": after, "limit": limit}
    return await work.rows(_SIGNATURES, **named, **reader(work))


def _line_values(record_id: UUID, item: asyncpg.Record, line: Line) -> dict[str, Any]:
    before = line.before
    return {
        **{name: item[name] for name in ("kind", "municipality_id", "person_id", "also_about", "category")},
        **{name: item[name] for name in ("sensitivity", "agency_id", "worker_id")},
        "record_id": record_id,
        "item_id": line.item_id,
        "change": line.change,
        "version": line.now.version,
        "version_before": before and before.version,
        "state": line.now.state,
        "state_before": before and before.state,
        "by_worker": line.now.by_worker,
        "by_worker_before": before and before.by_worker,
        "by_person": line.now.by_person,
        "by_person_before": before and before.by_person,
    }
