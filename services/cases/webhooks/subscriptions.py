"""A webhook falls silent with the sign-in of its system."""

from datetime import datetime
from uuid import UUID

from services.cases.webhooks.actions.looking_after import end_sign_in
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _silence(work: UnitOfWork, told: Told) -> None:
    await end_sign_in(work, UUID(told.data["session_id"]), datetime.fromisoformat(told.data["until"]))


ENDED_SIGN_INS = Subscription(name="ended_sign_ins", types=("parcours.session.ended.v1",), handle=_silence)
