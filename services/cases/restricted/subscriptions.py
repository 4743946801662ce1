"""Whoever is revoked may know of no restricted person any more."""

from uuid import UUID

from services.cases.restricted.actions import forget_name
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _forget_the_name(work: UnitOfWork, told: Told) -> None:
    await forget_name(work, UUID(told.data["worker_id"]), told.at)


REVOKED_NAMES = Subscription(name="revoked_names", types=("parcours.worker.revoked.v1",), handle=_forget_the_name)
