"""The life of a task. No I/O."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.contracts.cases.duties import TaskState
from shared.refusals import Conflict

FOLLOWING: Final[Mapping[TaskState, frozenset[TaskState]]] = MappingProxyType(
    {
        TaskState.OPEN: frozenset({TaskState.DONE, TaskState.DROPPED}),
        TaskState.DONE: frozenset({TaskState.OPEN}),
        TaskState.DROPPED: frozenset({TaskState.OPEN}),
    }
)
"""What is not in it cannot be done."""


def state_after(present: TaskState, wanted: TaskState) -> TaskState:
    """The wanted state, where it may follow.

    Raises:
        Conflict: it may not; carries the present state.
    """
    if wanted is not present and wanted not in FOLLOWING[present]:
        raise Conflict(
            f"A task that is {present} cannot become {wanted}.",
            detail_fr="Impossible dans l'état actuel de la tâche.",
            state=present,
        )
    return wanted
