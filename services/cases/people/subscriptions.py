"""What people do when an identifier was recorded: look whether a second record has begun in silence."""

from uuid import UUID

from services.cases.people.actions.known import tell_holders_of_second_records
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _look_for_second_records(work: UnitOfWork, told: Told) -> None:
    await tell_holders_of_second_records(work, UUID(told.data["identifier_id"]))


SECOND_RECORDS = Subscription(
    name="second_records",
    types=("parcours.person.identifier_recorded.v1",),
    handle=_look_for_second_records,
)
