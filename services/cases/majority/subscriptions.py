"""What is prepared anew when a birth date or a consent is recorded."""

from uuid import UUID

from services.cases.majority.actions import TASK, prepare_majority
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _prepare(work: UnitOfWork, told: Told) -> None:
    await prepare_majority(work, UUID(told.data["person_id"]))


COMING_OF_AGE = Subscription(
    name=TASK.name,
    types=("parcours.person.registered.v1", "parcours.person.changed.v1", "parcours.consent.given.v1"),
    handle=_prepare,
)
