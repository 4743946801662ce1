"""What a sign-in is and how long it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from shared.contracts.identity.vocabulary import AgencyId, SystemId, WorkerId

SessionId = NewType("SessionId", UUID)

LONGEST_TOKEN: Final = timedelta(minutes=10)
"""No access token lives longer (`docs/decisions`; RFC 9068 leaves it to us)."""

CLOCKS_DIFFER: Final = timedelta(seconds=30)
"""How much longer than its tokens an ended session is announced."""

SESSION_LASTS: Final = timedelta(hours=12)
"""One working day, then the worker signs in again."""


class EndedBecause(StrEnum):
    """Why a sign-in ended before its time."""

    SIGNED_OUT = "signed_out"
    REFRESH_TOKEN_REUSED = "refresh_token_reused"  # noqa: S105 - a reason
    CODE_REUSED = "code_reused"
    WORKER_REVOKED = "worker_revoked"
    SYSTEM_REVOKED = "system_revoked"
    """Or may do less than before, or its credentials may be known to others."""
    AGENCY_CLOSED = "agency_closed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a reason


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in of one worker, for one agency, through one front end.

    Attributes:
        system_id: the front end, an OAuth client.
        scopes: as granted, words of OpenID Connect among them.
    """

    id: SessionId
    worker_id: WorkerId
    agency_id: AgencyId
    system_id: SystemId
    scopes: Sequence[str]
    signed_in_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None

    def is_alive(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.ends_at


def announced_until(ended_at: datetime) -> datetime:
    """Until when everybody must hear that a session or token has ended: as long as one of its tokens may be valid."""
    return ended_at + LONGEST_TOKEN + CLOCKS_DIFFER
