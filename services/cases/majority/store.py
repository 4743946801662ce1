"""When somebody was born, and in which time zone their birthdays begin."""

from uuid import UUID

import asyncpg

from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_BORN = Statement("""
    SELECT b.birth_date, c.time_zone FROM birth_of(:person_id) b
    LEFT JOIN municipality_clock c ON c.municipality_id = b.municipality_id
""")


async def born(work: UnitOfWork, person_id: UUID) -> asyncpg.Record | None:
    """Birth date and time zone of a person, as far as they are known. For background work."""
    return await work.row(_BORN, person_id=person_id)
