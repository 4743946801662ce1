"""What conferences do when it is said who was there, or what they talk about changes: write down what was shared."""

from uuid import UUID

from services.cases.conferences.actions.register import TASK, record_shares, record_shares_of_matter
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _record(work: UnitOfWork, told: Told) -> None:
    if "agenda_item_id" in told.data:
        await record_shares_of_matter(work, UUID(told.data["agenda_item_id"]))
    else:
        await record_shares(work, told.about)


CONFERENCE_REGISTER = Subscription(
    name=TASK.name,
    types=(
        "parcours.conference.attendance_recorded.v1",
        "parcours.agenda_item.added.v1",
        "parcours.agenda_item.changed.v1",
    ),
    handle=_record,
)
