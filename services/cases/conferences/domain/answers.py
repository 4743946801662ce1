"""Somebody is asked to come to a conference, and says yes or no. No I/O."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.contracts.cases.conferences import AnswerState
from shared.refusals import Conflict


class AnswerMove(StrEnum):
    """What can be done with an invitation to a conference."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


AFTER: Final[Mapping[tuple[AnswerState, AnswerMove], AnswerState]] = MappingProxyType(
    {
        (AnswerState.INVITED, AnswerMove.ACCEPT): AnswerState.ACCEPTED,
        (AnswerState.INVITED, AnswerMove.DECLINE): AnswerState.DECLINED,
        (AnswerState.INVITED, AnswerMove.WITHDRAW): AnswerState.WITHDRAWN,
        (AnswerState.ACCEPTED, AnswerMove.DECLINE): AnswerState.DECLINED,
        (AnswerState.ACCEPTED, AnswerMove.WITHDRAW): AnswerState.WITHDRAWN,
        (AnswerState.DECLINED, AnswerMove.ACCEPT): AnswerState.ACCEPTED,
        (AnswerState.DECLINED, AnswerMove.WITHDRAW): AnswerState.WITHDRAWN,
    }
)
"""The whole table: what is not in it cannot be done. Plans change until the day: whoever said yes may say no."""


def after(state: AnswerState, move: AnswerMove) -> AnswerState:
    """The state after a move.

    Raises:
        Conflict: not from this state; carries it.
    """
    following = AFTER.get((state, move))
    if following is None:
        raise Conflict(
            f"An invitation that is {state} cannot be answered so.",
            detail_fr="Impossible dans l'état actuel de cette invitation.",
            state=state,
        )
    return following
