"""What changes the dates that rules look at, so that they look soon."""

from uuid import UUID

from services.cases.transitions.actions.looking import TASK, dates_changed
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _look_soon(work: UnitOfWork, told: Told) -> None:
    await dates_changed(work, UUID(told.data["person_id"]))


CHANGED_DATES = Subscription(
    name=TASK.name,
    types=(
        "parcours.person.registered.v1",
        "parcours.person.changed.v1",
        "parcours.case.opened.v1",
        "parcours.case.reopened.v1",
        "parcours.case.closed.v1",
        "parcours.case.person_joined.v1",
        "parcours.case.person_left.v1",
        "parcours.case.lead_changed.v1",
        "parcours.case.lead_fell_vacant.v1",
        "parcours.consent.given.v1",
        "parcours.consent.withdrawn.v1",
        "parcours.consent.superseded.v1",
        "parcours.mandate.confirmed.v1",
        "parcours.mandate.reviewed.v1",
        "parcours.mandate.ended.v1",
    ),
    handle=_look_soon,
)
