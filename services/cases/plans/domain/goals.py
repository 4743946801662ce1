"""Goals and actions: whose they are, for when, and how they go on. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar
from uuid import UUID

from shared.contracts.cases.plans import ActionState, GoalState
from shared.refusals import Conflict

State = TypeVar("State", GoalState, ActionState)


class Horizon(StrEnum):
    """For when a goal is meant."""

    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class OwnerKind(StrEnum):
    """What kind of somebody answers for a goal or does an action."""

    AGENCY = "agency"
    WORKER = "worker"
    PERSON = "person"
    """The person themselves, or one of those whom it is about."""
    CARER = "carer"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a goal or does an action.

    Attributes:
        agency_id: of an agency or worker; None for people.
        id: the worker's, the person's, or the carer's where they are known here; None for an agency.
    """

    kind: OwnerKind
    agency_id: UUID | None = None
    id: UUID | None = None


GOALS_FOLLOW: Final[Mapping[GoalState, frozenset[GoalState]]] = MappingProxyType(
    {
        GoalState.PROPOSED: frozenset({GoalState.ACTIVE, GoalState.CANCELLED}),
        GoalState.ACTIVE: frozenset({GoalState.ON_HOLD, GoalState.COMPLETED, GoalState.CANCELLED}),
        GoalState.ON_HOLD: frozenset({GoalState.ACTIVE, GoalState.CANCELLED}),
        GoalState.COMPLETED: frozenset({GoalState.ACTIVE}),
        GoalState.CANCELLED: frozenset({GoalState.ACTIVE}),
    }
)
"""What is not in it cannot be done. Nothing is ever over: help may begin anew."""

ACTIONS_FOLLOW: Final[Mapping[ActionState, frozenset[ActionState]]] = MappingProxyType(
    {
        ActionState.PLANNED: frozenset({ActionState.UNDER_WAY, ActionState.DONE, ActionState.NOT_DONE}),
        ActionState.UNDER_WAY: frozenset({ActionState.PLANNED, ActionState.DONE, ActionState.NOT_DONE}),
        ActionState.DONE: frozenset({ActionState.PLANNED}),
        ActionState.NOT_DONE: frozenset({ActionState.PLANNED}),
    }
)

OVER: Final = frozenset({GoalState.COMPLETED, GoalState.CANCELLED, ActionState.DONE, ActionState.NOT_DONE})
"""States in which nothing more is to be done."""


def state_after(present: State, wanted: State, follow: Mapping[State, frozenset[State]]) -> State:
    """The wanted state, where it may follow.

    Raises:
        Conflict: it may not; carries the present state.
    """
    if wanted is not present and wanted not in follow[present]:
        raise Conflict(
            f"From {present} it cannot become {wanted}.",
            detail_fr="Impossible dans l'état actuel.",
            state=present,
        )
    return wanted
