"""What cases hears of an account that identity has just made."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """A new account, which is nobody's yet.

    Attributes:
        code: to be handed over in person; known to nobody afterwards.
    """

    account_id: UUID
    sign_in_name: str
    code: str
    expires_at: datetime
