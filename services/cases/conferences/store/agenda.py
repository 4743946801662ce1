"""What is on agendas, in the database: items of cases, each shown as its own category and sensitivity let it be.

Who sees an item sees when it is talked about; on whose agenda it is, and so beside what else, only who takes part.
"""

from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.conferences.predicate import state_of, takes_part
from services.cases.conferences.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.items.store.item_table import item_table
from services.cases.items.store.looks import read_page
from shared.contracts.cases.conferences import MatterState
from shared.contracts.cases.vocabulary import Category
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_MINE: Final = f"EXISTS (SELECT FROM conference c WHERE c.id = i.conference_id AND {takes_part('c')})"
_WHEN: Final = tuple(
    f"(SELECT {said} FROM time_of_matter t WHERE t.agenda_item_id = i.id) AS {name}"
    for name, said in (("starts_at", "t.starts_at"), ("ends_at", "t.ends_at"), ("conference_state", state_of("t")))
)
MATTERS: Final = item_table(
    "agenda_item",
    ("conference_id", "topic", "asked", "not_asked_because", "state", "escalated_because"),
    links={"conference_id": f"CASE WHEN {_MINE} THEN i.conference_id END"},
    beside=_WHEN,
)

_OF_CONFERENCE = Statement(
    read_page(
        f"""
        SELECT i.*, {", ".join(_WHEN)} FROM agenda_item i
        WHERE i.conference_id = :conference_id AND {_MINE} AND {may_read_about_all("i")}
          AND (CAST(:after AS uuid) IS NULL OR i.id > :after)""",
        "id",
    )
)
_CATEGORIES = Statement(f"""
    SELECT DISTINCT i.category FROM agenda_item i
    WHERE i.conference_id = :conference_id AND i.case_id = :case_id AND i.state = '{MatterState.ON_AGENDA}' AND {_MINE}
      AND {may_read_about_all("i")}
""")


async def list_of_conference(
    work: UnitOfWork, conference_id: UUID, after: UUID | None, limit: int, operation: str
) -> list[asyncpg.Record]:
    """What the reader may see of the agenda of a conference in which they take part, in the order of writing; one more
    than `limit`, not logged. The look at the others is.
    """
    named = {"conference_id": conference_id, "after": after, "many": limit}
    return await work.rows(_OF_CONFERENCE, **named, **reader(work), **look_values(work, operation))


async def categories_of(work: UnitOfWork, conference_id: UUID, case_id: UUID) -> frozenset[Category]:
    """Of what a case is talked about in a conference, as far as the reader may see it; nothing of it is shown."""
    rows = await work.rows(_CATEGORIES, conference_id=conference_id, case_id=case_id, **reader(work))
    return frozenset(Category(row["category"]) for row in rows)
