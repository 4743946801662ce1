"""In which time zone the days of a municipality begin, and when somebody was born."""

from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import sqlalchemy as sa

from services.cases.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

municipality_clock = sa.Table(
    "municipality_clock",
    metadata,
    sa.Column("municipality_id", sa.Uuid, primary_key=True, comment="Tenant."),
    sa.Column("time_zone", sa.Text, nullable=False, comment="IANA time zone, as identity told it."),
    comment="When the days of municipalities begin.",
)

_SET = Statement("""
    INSERT INTO municipality_clock (municipality_id, time_zone) VALUES (:municipality_id, :time_zone)
    ON CONFLICT (municipality_id) DO UPDATE SET time_zone = EXCLUDED.time_zone
""")
_BORN = Statement("""
    SELECT b.birth_date, c.time_zone FROM birth_of(:person_id) b
    LEFT JOIN municipality_clock c ON c.municipality_id = b.municipality_id
""")


async def set_clock(work: UnitOfWork, municipality_id: UUID, zone: ZoneInfo) -> None:
    """Keep in which time zone a municipality is."""
    await work.run(_SET, municipality_id=municipality_id, time_zone=zone.key)


async def born(work: UnitOfWork, person_id: UUID) -> asyncpg.Record | None:
    """Birth date and time zone of a person, as far as they are known. For background work."""
    return await work.row(_BORN, person_id=person_id)
