"""What background work failed at, and when it tries again."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa

from services.referrals.lifecycle.domain.patience import Doing, again_after
from services.referrals.schema import metadata
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

set_aside = sa.Table(
    "set_aside",
    metadata,
    sa.Column("doing", sa.Text, primary_key=True, comment="Which work: ringing, moving_up or counting."),
    sa.Column("item_id", sa.Uuid, primary_key=True, comment="The referral, listing or agency at which it failed."),
    sa.Column("failures", sa.Integer, nullable=False, comment="How many times in a row."),
    sa.Column("again_at", sa.DateTime(timezone=True), nullable=False, comment="When it is tried again, UTC."),
    comment="What background work failed at and leaves alone for a while, so that nothing else waits for it.",
)


def not_set_aside(doing: Doing, item: str) -> str:
    """SQL: this work does not leave `item` alone at `:now`."""
    return f"""NOT EXISTS (
        SELECT FROM set_aside s WHERE s.doing = '{doing}' AND s.item_id = {item} AND s.again_at > :now)"""


_FAILED: Final = Statement("SELECT failures FROM set_aside WHERE doing = :doing AND item_id = :item_id")
_SET_ASIDE = Statement("""
    INSERT INTO set_aside (doing, item_id, failures, again_at) VALUES (:doing, :item_id, :failures, :again_at)
    ON CONFLICT (doing, item_id) DO UPDATE SET failures = EXCLUDED.failures, again_at = EXCLUDED.again_at
""")
_FORGET = Statement("DELETE FROM set_aside WHERE doing = :doing AND item_id = :item_id")


async def leave_alone(work: UnitOfWork, doing: Doing, item_id: UUID) -> None:
    """Do not try again for a while; longer after each failure in a row."""
    failures = 1 + (await work.value(_FAILED, doing=doing, item_id=item_id) or 0)
    again_at = work.now + again_after(failures)
    await work.run(_SET_ASIDE, doing=doing, item_id=item_id, failures=failures, again_at=again_at)


async def take_up(work: UnitOfWork, doing: Doing, item_id: UUID) -> None:
    """It went well."""
    await work.run(_FORGET, doing=doing, item_id=item_id)
