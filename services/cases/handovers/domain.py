"""Somebody hands over what they do on a case; somebody else receives it, or does not. No I/O."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.refusals import Conflict


class HandoverState(StrEnum):
    """How far a hand-over got."""

    OFFERED = "offered"
    RECEIVED = "received"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """One of the two is no longer on the team, or the case was closed, before it was received."""


class HandoverMove(StrEnum):
    """What can be done with one."""

    RECEIVE = "receive"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


_AFTER: Final[Mapping[HandoverMove, HandoverState]] = MappingProxyType(
    {
        HandoverMove.RECEIVE: HandoverState.RECEIVED,
        HandoverMove.DECLINE: HandoverState.DECLINED,
        HandoverMove.WITHDRAW: HandoverState.WITHDRAWN,
    }
)


def after(present: HandoverState, move: HandoverMove) -> HandoverState:
    """The state after a move.

    Raises:
        Conflict: it waits for no receipt any more; carries its state.
    """
    if present is not HandoverState.OFFERED:
        raise Conflict(
            f"A hand-over that is {present} cannot be answered or withdrawn.",
            detail_fr="Ce relais n'attend plus de réponse.",
            state=present,
        )
    return _AFTER[move]
