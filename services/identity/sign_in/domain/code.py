"""An authorization code: for one front end, once, for a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.identity.sessions.domain import Holder
from services.identity.sign_in.domain.proof import proves
from shared.contracts.identity.vocabulary import SystemId

LASTS: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for.

    Attributes:
        session_id: the session that was made of it, once it is used.
    """

    system_id: SystemId
    redirect_uri: str
    code_challenge: str
    holder: Holder
    scopes: tuple[str, ...]
    nonce: str | None
    signed_in_at: datetime
    expires_at: datetime
    session_id: UUID | None = None

    def belongs_to(self, system_id: SystemId, *, redirect_uri: str, verifier: str) -> bool:
        """Whether it was made for this front end, with this address and proof."""
        is_theirs = self.system_id == system_id and self.redirect_uri == redirect_uri
        return proves(verifier, self.code_challenge) and is_theirs

    def is_fresh(self, at: datetime) -> bool:
        return at < self.expires_at
