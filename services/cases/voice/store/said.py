"""SQL that ratings and complaints have in common: what is shown is logged by the statement that shows it."""

from typing import Final

from services.cases.items.store.looks import logging
from services.cases.territories.predicate import today_in
from services.cases.timeline.predicate import may_see_line
from services.cases.voice.predicate import hears_by, may_hear
from shared.database.statements import Statement

SAID: Final = (
    "id", "case_id", "municipality_id", "person_id", "also_about", "category", "sensitivity", "agency_id", "worker_id",
    "about_agency_id", "addressed_to", "spoken_by", "said_at",
)  # fmt: skip
TAKES_PART: Final = Statement(f"""
    SELECT EXISTS (SELECT FROM team_member m WHERE m.case_id = :case_id AND m.agency_id = :agency_id)
        OR EXISTS (SELECT FROM timeline_entry e
                   WHERE e.case_id = :case_id AND e.by_agency_id = :agency_id AND {may_see_line("e")})
""")
"""Whether an agency works or worked on a case that the reader may see, as far as they see that it does: the team of the
case is seen by all, and what others wrote by those who may read it.
"""

_ALL: Final = f"w.*, {today_in('w.municipality_id')} AS today"


def _heard(rows: str) -> str:
    return logging(f"""
        SELECT said.person_id, g.municipality_id, said.category, g.ground_kind || ':' || g.ground_id AS ground
        FROM {rows} said JOIN access_grant g ON {hears_by("said")}""")


def keep(table: str, content: tuple[str, ...]) -> str:
    """A statement that keeps a new one."""
    columns = (*SAID, *content)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{column}' for column in columns)})"


def read(table: str) -> str:
    """A statement that shows one of a case."""
    return f"""
        WITH found AS MATERIALIZED (
            SELECT {_ALL} FROM {table} w WHERE w.case_id = :case_id AND w.id = :id AND {may_hear("w")}),
        logged AS ({_heard("found")})
        SELECT * FROM found"""


def page_of(table: str, which: str, order: str) -> str:
    """A statement that shows `:many` and one more if there is.

    Args:
        which: a condition on the row `w`.
        order: columns of the row.
    """
    return f"""
        WITH found AS MATERIALIZED (
            SELECT {_ALL} FROM {table} w WHERE {which} AND {may_hear("w")}
            ORDER BY {order} LIMIT (SELECT CAST(:many AS integer)) + 1),
        page AS (SELECT * FROM found ORDER BY {order} LIMIT :many),
        logged AS ({_heard("page")})
        SELECT * FROM found ORDER BY {order}"""


OF_A_CASE: Final = "w.case_id = :case_id AND (CAST(:after AS uuid) IS NULL OR w.id > :after)"
