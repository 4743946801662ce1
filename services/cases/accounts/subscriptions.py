"""What becomes of whose an account was when nobody took it into use."""

from typing import Final
from uuid import UUID

from services.cases.accounts.actions import account_lapsed
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _lapsed(work: UnitOfWork, told: Told) -> None:
    await account_lapsed(work, UUID(told.data["account_id"]))


LAPSED_INVITATIONS: Final = Subscription(
    name="lapsed_invitations", types=("parcours.account.lapsed.v1",), handle=_lapsed
)
