"""What can happen to an account by itself."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountLapsed(Event):
    """Nobody took an account into use within the time of its invitation; it is gone."""

    TYPE = "parcours.account.lapsed.v1"
    ABOUT = "account_id"

    account_id: UUID
