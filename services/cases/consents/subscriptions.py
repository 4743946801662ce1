"""What consents do when an agreement comes into force."""

from services.cases.consents.actions import issue_for_agreement
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _give_waiting_consents_their_grants(work: UnitOfWork, told: Told) -> None:
    await issue_for_agreement(work, told.about)


CONSENTS_UNDER_A_NEW_AGREEMENT = Subscription(
    name="consents_under_agreement",
    types=("parcours.agreement.came_into_force.v1",),
    handle=_give_waiting_consents_their_grants,
)
