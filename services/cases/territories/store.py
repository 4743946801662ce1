"""In which time zone municipalities are."""

from uuid import UUID
from zoneinfo import ZoneInfo

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
_ZONE = Statement("SELECT time_zone FROM municipality_clock WHERE municipality_id = :municipality_id")


async def set_clock(work: UnitOfWork, municipality_id: UUID, zone: ZoneInfo) -> None:
    """Keep in which time zone a municipality is."""
    await work.run(_SET, municipality_id=municipality_id, time_zone=zone.key)


async def zone_of(work: UnitOfWork, municipality_id: UUID) -> ZoneInfo | None:
    """In which time zone a municipality is; None until identity has told it."""
    found: str | None = await work.value(_ZONE, municipality_id=municipality_id)
    return ZoneInfo(found) if found else None
