"""An agency is asked to work on a case, and says yes or no. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from shared.refusals import Conflict

LASTS: Final = timedelta(days=14)
"""How long an invitation waits for an answer."""


class InvitationState(StrEnum):
    """How far an invitation got."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class InvitationMove(StrEnum):
    """What can be done with one."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


_AFTER: Final[Mapping[InvitationMove, InvitationState]] = MappingProxyType(
    {
        InvitationMove.ACCEPT: InvitationState.ACCEPTED,
        InvitationMove.DECLINE: InvitationState.DECLINED,
        InvitationMove.WITHDRAW: InvitationState.WITHDRAWN,
    }
)


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """An agency, or one of its workers, is asked to work on a case.

    Attributes:
        worker_id: None for whoever of the agency takes it up.
        starts_at, ends_at: of the membership; from the acceptance on, and open, when None.
        expires_at: exclusive.
    """

    id: UUID
    case_id: UUID
    agency_id: UUID
    worker_id: UUID | None
    starts_at: datetime | None
    ends_at: datetime | None
    state: InvitationState
    expires_at: datetime

    def state_at(self, at: datetime) -> InvitationState:
        """Its state, once nobody answered in time: the membership that was offered may be over sooner."""
        ends = min(self.expires_at, self.ends_at or self.expires_at)
        is_over = self.state is InvitationState.PENDING and ends <= at
        return InvitationState.EXPIRED if is_over else self.state

    def after(self, move: InvitationMove, at: datetime) -> InvitationState:
        """The state after a move.

        Raises:
            Conflict: it waits for no answer any more; carries its state.
        """
        present = self.state_at(at)
        if present is not InvitationState.PENDING:
            raise Conflict(
                f"An invitation that is {present} cannot be answered or withdrawn.",
                detail_fr="Cette invitation n'attend plus de réponse.",
                state=present,
            )
        return _AFTER[move]

    def begins(self, at: datetime) -> datetime:
        """From when a membership lasts that is taken up at this time."""
        return max(at, self.starts_at or at)
