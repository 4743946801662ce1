"""How the time zones of municipalities are learned."""

from uuid import UUID
from zoneinfo import ZoneInfo

from services.cases.territories.actions import set_clock
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _set_clock(work: UnitOfWork, told: Told) -> None:
    await set_clock(work, UUID(told.data["municipality_id"]), ZoneInfo(told.data["time_zone"]))


MUNICIPALITY_CLOCKS = Subscription(
    name="municipality_clocks", types=("parcours.municipality.registered.v1",), handle=_set_clock
)
