"""A webhook falls silent with the sign-in of its system."""

from uuid import UUID

from services.cases.webhooks.actions.looking_after import silence
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _silence(work: UnitOfWork, told: Told) -> None:
    await silence(work, UUID(told.data["session_id"]))


ENDED_SIGN_INS = Subscription(name="ended_sign_ins", types=("parcours.session.ended.v1",), handle=_silence)
