"""What one reader is shown of their notices, and what they say that they have read."""

from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.notices.domain.notice import UNREAD_AT_MOST, About
from services.cases.notices.predicate import MAY_SEE, reader
from services.cases.notices.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.notices.store.shown import IS_READ, LOOKS, shown, told
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_LOOKED_THROUGH_AT_MOST: Final = 1_000
"""So many of the latest notices are looked at to count those that are unread."""

_LOGGED: Final = logging_looks(
    f"({LOOKS.format(by='')}) look",
    act="'search_hit'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="coalesce(look.categories, '{}')",
    grounds="look.grounds",
)


_READS_RECORDS: Final = f"(:reads_records OR n.about IN ('{About.AGREEMENT}', '{About.WEBHOOK}'))"
"""Who may not read records is told of agreements and webhooks, which are about nobody."""


def _shown(condition: str) -> str:
    """The first CTEs of a statement: notices that meet a condition, newest first, logged as far as they are shown."""
    return f"""
        shown AS MATERIALIZED (
            SELECT n.*, {IS_READ} AS read FROM ({shown(condition, "DESC", "(SELECT CAST(:many AS integer)) + 1")}) n),
        logged AS ({_LOGGED})"""


def _counted(looked_through: int = _LOOKED_THROUGH_AT_MOST, at_most: int = UNREAD_AT_MOST) -> str:
    """A query: how many are unread, and where the latest notice of whomever stands."""
    return f"""
        SELECT (SELECT last FROM notice_order) AS position, (
            SELECT CAST(count(*) AS integer)
            FROM (SELECT FROM (SELECT * FROM ({told(f"NOT {IS_READ} AND {_READS_RECORDS}", "DESC")}) n
                               ORDER BY n.place DESC LIMIT {looked_through}) n
                  WHERE {MAY_SEE} LIMIT {at_most}) counted) AS unread"""


def _list(condition: str, counted: str) -> Statement:
    """A page and the count of the same moment; one row without a notice where there is none."""
    return Statement(f"""
        WITH {_shown(condition)}, counted AS ({counted})
        SELECT * FROM counted LEFT JOIN shown ON true ORDER BY nth""")


_BEFORE: Final = f"((CAST(:before AS bigint) IS NULL OR n.place < :before) AND {_READS_RECORDS})"
_ALL = _list(_BEFORE, _counted())
_UNREAD = _list(f"{_BEFORE} AND NOT {IS_READ}", _counted())
_ONE = Statement(f"WITH {_shown(f'n.id = :id AND {_READS_RECORDS}')} SELECT * FROM shown")
_COUNT = Statement(_counted())
_FIND = Statement(f"SELECT n.place FROM ({told(f'n.id = :id AND {_READS_RECORDS}', 'DESC')}) n WHERE {MAY_SEE}")
_READ_ONE = Statement("""
    INSERT INTO notice_read (notice_id, agency_id, worker_id, read_at)
    VALUES (:id, :reader_agency, :reader, :now) ON CONFLICT DO NOTHING
""")
_READ_UP_TO = Statement("""
    INSERT INTO notice_reader (agency_id, worker_id, read_up_to, read_at)
    VALUES (:reader_agency, :reader, :place, :now)
    ON CONFLICT (agency_id, worker_id) DO UPDATE SET read_up_to = EXCLUDED.read_up_to, read_at = EXCLUDED.read_at
    WHERE notice_reader.read_up_to < EXCLUDED.read_up_to
""")
_FORGET_ONE_BY_ONE = Statement("""
    DELETE FROM notice_read r USING notice n
    WHERE r.agency_id = :reader_agency AND r.worker_id = :reader AND n.id = r.notice_id AND n.place <= :place
""")


def _reading(work: UnitOfWork) -> dict[str, Any]:
    assert isinstance(work.actor, Actor)
    return reader(work) | {"reads_records": Scope.RECORD_READ in work.actor.scopes}


async def list_some(work: UnitOfWork, before: int | None, limit: int, *, only_unread: bool) -> list[asyncpg.Record]:
    """The reader's notices, newest first, each with `unread` and `position` of all; one more than `limit` when there is
    a next page, one without an id when there is none. The looks are logged.

    Args:
        before: the place of the last one on the page before.
    """
    statement = _UNREAD if only_unread else _ALL
    looked = look_values(work, "list-notices")
    return await work.rows(statement, before=before, many=limit, **_reading(work), **looked)


async def open_one(work: UnitOfWork, notice_id: UUID, operation: str) -> asyncpg.Record | None:
    """One of the reader's notices; the look is logged."""
    return await work.row(_ONE, id=notice_id, many=1, **_reading(work), **look_values(work, operation))


async def place_of(work: UnitOfWork, notice_id: UUID) -> int | None:
    """Where one of the reader's notices stands, if they may see it; nothing of it is shown."""
    place: int | None = await work.value(_FIND, id=notice_id, **_reading(work))
    return place


async def count_unread(work: UnitOfWork) -> int:
    """How many the reader has not read, of those they may see, counted up to a number."""
    row = await work.row(_COUNT, **_reading(work))
    assert row is not None, "there is always a count"
    unread: int = row["unread"]
    return unread


async def mark_read(work: UnitOfWork, notice_id: UUID) -> None:
    """Keep that the reader has read this one."""
    await work.run(_READ_ONE, id=notice_id, **reader(work))


async def mark_read_up_to(work: UnitOfWork, place: int) -> None:
    """Keep that the reader has read all up to here; never less than before."""
    await work.run(_READ_UP_TO, place=place, **reader(work))
    await work.run(_FORGET_ONE_BY_ONE, place=place, **reader(work))
