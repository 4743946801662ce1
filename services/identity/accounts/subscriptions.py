"""What becomes of an account when cases says that it is nobody's any more."""

from typing import Final
from uuid import UUID

from services.identity.accounts.actions import end_account
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _end(work: UnitOfWork, told: Told) -> None:
    await end_account(work, UUID(told.data["account_id"]))


ENDED_ACCOUNTS: Final = Subscription(name="ended_accounts", types=("parcours.account.ended.v1",), handle=_end)
