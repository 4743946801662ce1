"""What teams do when an agreement comes into force."""

from services.cases.coordination.actions.grants import renew_for_agreement
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _let_waiting_teams_share(work: UnitOfWork, told: Told) -> None:
    await renew_for_agreement(work, told.about)


TEAMS_UNDER_A_NEW_AGREEMENT = Subscription(
    name="teams_under_agreement",
    types=("parcours.agreement.came_into_force.v1",),
    handle=_let_waiting_teams_share,
)
