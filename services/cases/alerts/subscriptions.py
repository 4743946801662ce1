"""What changes somebody's facts, so that rules look at them soon."""

from uuid import UUID

from services.cases.alerts.actions.noticing import TASK, facts_changed
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _look_soon(work: UnitOfWork, told: Told) -> None:
    await facts_changed(work, UUID(told.data["person_id"]))


CHANGED_FACTS = Subscription(
    name=TASK.name,
    types=(
        "parcours.case.opened.v1",
        "parcours.case.reopened.v1",
        "parcours.case.changed.v1",
        "parcours.case.person_joined.v1",
        "parcours.occurrence.recorded.v1",
        "parcours.occurrence.corrected.v1",
        "parcours.warning.recorded.v1",
        "parcours.warning.reviewed.v1",
        "parcours.referral.sent.v1",
        "parcours.appointment.kept.v1",
        "parcours.appointment.missed.v1",
    ),
    handle=_look_soon,
)
