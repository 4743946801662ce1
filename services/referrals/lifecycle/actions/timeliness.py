"""Count how long people wait after they were referred. Background work of any replica; whoever counts twice counts the
same, and one agency for which it fails keeps no other one from its figures.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from services.referrals.directory.actions.keep_timeliness import (
    agencies_that_receive,
    forget_what_holds_no_more,
    keep_timeliness,
)
from services.referrals.directory.domain.timeliness import Timeliness, TimelinessOf, Waits
from services.referrals.lifecycle.actions.one_by_one import TASK, do_this
from services.referrals.lifecycle.domain.patience import Doing
from services.referrals.lifecycle.store import timeliness as store
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork

COUNT_EVERY_SECONDS: Final = 6 * 3_600.0
_LOOKING_BACK: Final = timedelta(days=365)


async def count_timeliness(database: Database) -> None:
    """Count for every agency that takes referrals, each in a transaction of its own."""
    async with database.work(TASK) as work:
        await forget_what_holds_no_more(work)
        agencies = await agencies_that_receive(work)
    for agency_id in agencies:
        await do_this(database, Doing.COUNTING, agency_id, _count_for)


async def _count_for(work: UnitOfWork, agency_id: UUID) -> None:
    figures = []
    for row in await store.waits(work, agency_id, work.now - _LOOKING_BACK):
        answer = Waits.counted(row["answered"], row["until_answer"])
        start = Waits.counted(row["started"], row["until_start"])
        if answer or start:
            figures.append(TimelinessOf(row["listing_id"], Timeliness(answer, start, work.now)))
    await keep_timeliness(work, agency_id, figures)
