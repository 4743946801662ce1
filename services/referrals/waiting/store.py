"""The rules by which people wait, each version for ever."""

from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.referrals.schema import metadata
from services.referrals.waiting.domain import PriorityRule
from shared.contracts.referrals.vocabulary import Circumstance
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

waiting_rule = sa.Table(
    "waiting_rule",
    metadata,
    sa.Column("listing_id", sa.Uuid, sa.ForeignKey("referrals.listing.id"), primary_key=True, comment="Of which."),
    sa.Column("version", sa.Integer, primary_key=True, comment="From 1; the highest is in force."),
    sa.Column("agency_id", sa.Uuid, nullable=False, comment="Agency that published it."),
    sa.Column("urgent_days", sa.Integer, nullable=False, comment="What urgent counts as, in days of waiting."),
    sa.Column("soon_days", sa.Integer, nullable=False, comment="What soon counts as, in days of waiting."),
    sa.Column("circumstances", JSONB, nullable=False, comment="What each coded circumstance counts as, in days."),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=False, comment="UTC."),
    sa.Column("published_by_id", sa.Uuid, nullable=False, comment="Worker or system that published it."),
    comment="In which order people wait for a listing: published rules of priority, in versions.",
)

_VERSIONS = Statement("""
    SELECT * FROM waiting_rule WHERE listing_id = :listing_id ORDER BY version DESC LIMIT :limit
""")
_PUBLISH = Statement("""
    INSERT INTO waiting_rule (listing_id, version, agency_id, urgent_days, soon_days, circumstances, published_at,
                              published_by_id)
    VALUES (:listing_id, :version, :agency_id, :urgent_days, :soon_days, :circumstances, :at, :by)
    ON CONFLICT DO NOTHING
""")


async def in_force(work: UnitOfWork, listing_id: UUID) -> PriorityRule | None:
    """The latest version; None where the listing published none."""
    row = await work.row(_VERSIONS, listing_id=listing_id, limit=1)
    return None if row is None else rule_from(row)


async def versions(work: UnitOfWork, listing_id: UUID) -> list[asyncpg.Record]:
    """The latest hundred versions, the latest first."""
    return await work.rows(_VERSIONS, listing_id=listing_id, limit=100)


async def publish(work: UnitOfWork, listing_id: UUID, agency_id: UUID, by: UUID, rule: PriorityRule) -> bool:
    """Keep a version; False where somebody published the same one at the same moment."""
    kept = await work.run(
        _PUBLISH,
        listing_id=listing_id,
        version=rule.version,
        agency_id=agency_id,
        urgent_days=rule.urgent_days,
        soon_days=rule.soon_days,
        circumstances={one.value: days for one, days in rule.circumstances.items()},
        at=work.now,
        by=by,
    )
    return bool(kept)


def rule_from(row: asyncpg.Record) -> PriorityRule:
    """A row as the domain sees it."""
    return PriorityRule(
        version=row["version"],
        urgent_days=row["urgent_days"],
        soon_days=row["soon_days"],
        circumstances={Circumstance(one): days for one, days in row["circumstances"].items()},
    )
