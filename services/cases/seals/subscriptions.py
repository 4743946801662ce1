"""Nothing sealed is open to a worker who is revoked."""

from uuid import UUID

from services.cases.seals.actions import close_to_revoked
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _close_to_them(work: UnitOfWork, told: Told) -> None:
    await close_to_revoked(work, UUID(told.data["worker_id"]), UUID(told.data["agency_id"]), told.at)


REVOKED_SEALS = Subscription(name="revoked_seals", types=("parcours.worker.revoked.v1",), handle=_close_to_them)
