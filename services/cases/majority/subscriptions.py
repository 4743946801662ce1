"""What is prepared anew when a birth date or a consent is recorded, and how the days of a municipality are learned."""

from uuid import UUID
from zoneinfo import ZoneInfo

from services.cases.majority.actions import TASK, prepare_majority, set_clock
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _prepare(work: UnitOfWork, told: Told) -> None:
    await prepare_majority(work, UUID(told.data["person_id"]))


async def _set_clock(work: UnitOfWork, told: Told) -> None:
    await set_clock(work, UUID(told.data["municipality_id"]), ZoneInfo(told.data["time_zone"]))


COMING_OF_AGE = Subscription(
    name=TASK.name,
    types=("parcours.person.registered.v1", "parcours.person.changed.v1", "parcours.consent.given.v1"),
    handle=_prepare,
)
MUNICIPALITY_CLOCKS = Subscription(
    name="municipality_clocks", types=("parcours.municipality.registered.v1",), handle=_set_clock
)
