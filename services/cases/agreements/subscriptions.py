"""What follows when a version comes into force that says less, or a party leaves."""

from services.cases.agreements.actions.performing import TASK, tell_what_was_cut
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _tell_what_was_cut(work: UnitOfWork, told: Told) -> None:
    await tell_what_was_cut(work, told.about)


NARROWED_AGREEMENTS = Subscription(
    name=TASK.name,
    types=("parcours.agreement.came_into_force.v1", "parcours.agreement.party_withdrew.v1"),
    handle=_tell_what_was_cut,
)
