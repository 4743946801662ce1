"""Numbers of people, by the last that each of them said; only of what the reader may hear."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from services.cases.territories.predicate import day_in
from services.cases.voice.predicate import may_hear, reader
from services.cases.voice.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.contracts.cases.voice import Aspect
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_WITHIN = "w.about_agency_id = :reader_agency AND w.said_at >= :begins AND w.said_at < :ends"
_RATINGS = Statement(f"""
    SELECT last.aspect, last.score, count(*) AS people FROM (
        SELECT DISTINCT ON (w.person_id, w.aspect) w.aspect, w.score FROM rating w
        WHERE {_WITHIN} AND {may_hear("w")} ORDER BY w.person_id, w.aspect, w.id DESC) last
    GROUP BY last.aspect, last.score
""")
_COMPLAINTS = Statement(f"""
    SELECT last.stands, count(*) AS people FROM (
        SELECT DISTINCT ON (w.person_id) CASE
            WHEN w.state <> 'answered' THEN 'unanswered'
            WHEN {day_in("w.municipality_id", "w.answered_at")} <= w.answer_due_on THEN 'answered_in_time'
            ELSE 'answered_late' END AS stands
        FROM complaint w WHERE {_WITHIN} AND {may_hear("w")} ORDER BY w.person_id, w.id DESC) last
    GROUP BY last.stands
""")


async def ratings(work: UnitOfWork, begins: date, ends: date) -> Mapping[tuple[Aspect, int], int]:
    """People by aspect and score."""
    rows = await work.rows(_RATINGS, **_between(begins, ends), **reader(work))
    return {(Aspect(row["aspect"]), row["score"]): row["people"] for row in rows}


async def complaints(work: UnitOfWork, begins: date, ends: date) -> Mapping[str, int]:
    """People by how far their complaint has come."""
    rows = await work.rows(_COMPLAINTS, **_between(begins, ends), **reader(work))
    return {row["stands"]: row["people"] for row in rows}


def _between(begins: date, ends: date) -> Mapping[str, datetime]:
    return {"begins": datetime.combine(begins, time(), UTC), "ends": datetime.combine(ends, time(), UTC)}
