"""What can happen to a sign-in."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    """A sign-in, or a system's credentials, ended early; its tokens must not be honoured any more."""

    TYPE: ClassVar[str] = "parcours.session.ended.v1"
    ABOUT: ClassVar[str] = "session_id"

    session_id: UUID
    until: datetime
    """After this no token of the session can be valid anyway."""
