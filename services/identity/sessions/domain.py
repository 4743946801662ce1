"""What a sign-in is and how long it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from shared.contracts.identity.vocabulary import AccountId, AgencyId, SystemId, WorkerId

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
    ACCOUNT_ENDED = "account_ended"


@dataclass(frozen=True, slots=True)
class Seat:
    """A worker, and the agency for which they act."""

    worker_id: WorkerId
    agency_id: AgencyId


Holder = Seat | AccountId
"""Who signs in: a worker for an agency, or somebody with an account of their own."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A holder as tables keep it."""

    worker_id: UUID | None
    agency_id: UUID | None
    account_id: UUID | None


def columns_of(holder: Holder) -> Columns:
    if isinstance(holder, Seat):
        return Columns(holder.worker_id, holder.agency_id, None)
    return Columns(None, None, holder)


def holder_of(columns: Columns) -> Holder:
    """The holder that a row names."""
    if columns.account_id is not None:
        return AccountId(columns.account_id)
    assert columns.worker_id is not None, "a row names a worker or an account"
    assert columns.agency_id is not None, "a worker acts for an agency"
    return Seat(WorkerId(columns.worker_id), AgencyId(columns.agency_id))


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in, through one front end.

    Attributes:
        system_id: the front end, an OAuth client.
        scopes: as granted, words of OpenID Connect among them.
    """

    id: SessionId
    holder: Holder
    system_id: SystemId
    scopes: Sequence[str]
    signed_in_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None

    @property
    def subject(self) -> UUID:
        """Worker or account: the claim sub of its tokens."""
        return self.holder.worker_id if isinstance(self.holder, Seat) else self.holder

    def is_alive(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.ends_at


def announced_until(ended_at: datetime) -> datetime:
    """Until when everybody must hear that a session or token has ended: as long as one of its tokens may be valid."""
    return ended_at + LONGEST_TOKEN + CLOCKS_DIFFER
