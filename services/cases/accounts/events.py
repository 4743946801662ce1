"""What can happen to somebody's account."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutAccount(Event):
    ABOUT = "person_id"

    person_id: UUID
    municipality_id: UUID
    account_id: UUID


class AccountOpened(_AboutAccount):
    """A worker invited the person, or somebody who represents them, to sign in."""

    TYPE = "parcours.account.opened.v1"


class AccountEnded(_AboutAccount):
    """An account speaks for nobody any more; identity ends its sign-ins."""

    TYPE = "parcours.account.ended.v1"
