"""Whoever works nowhere any more may know of no restricted person. Who loses one of two jobs acts for that agency no
more, and is needed at the other.
"""

from uuid import UUID

from services.cases.restricted.actions import forget_name
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _forget_the_name(work: UnitOfWork, told: Told) -> None:
    await forget_name(work, UUID(told.data["worker_id"]), told.at)


REVOKED_NAMES = Subscription(name="revoked_names", types=("parcours.worker.left.v1",), handle=_forget_the_name)
