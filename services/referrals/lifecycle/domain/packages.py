"""Referrals that were decided and sent together: where they stand as a whole."""

from collections.abc import Collection
from typing import Final

from services.referrals.lifecycle.domain.table import ENDS
from shared.contracts.referrals.vocabulary import PackageState, State

MOST: Final = 10
"""Referrals in one package."""

_UNANSWERED: Final = frozenset(
    {State.DRAFT, State.SENT, State.RECEIVED, State.INFORMATION_REQUESTED, State.ALTERNATIVE_OFFERED}
)
_NOT_COUNTED: Final = frozenset({State.REDIRECTED, State.ENTERED_IN_ERROR})
"""Another one of the package goes on in its place, or it should never have been."""


def as_a_whole(states: Collection[State]) -> PackageState:
    """Where a package stands, by the states of its referrals and of those that follow them."""
    counted = [state for state in states if state not in _NOT_COUNTED]
    if any(state in _UNANSWERED for state in counted):
        return PackageState.AWAITING_ANSWERS
    if any(state not in ENDS for state in counted):
        return PackageState.UNDER_WAY
    completed = sum(state is State.COMPLETED for state in counted)
    if not completed:
        return PackageState.WITHOUT_RESULT
    return PackageState.COMPLETED if completed == len(counted) else PackageState.PARTLY_COMPLETED
