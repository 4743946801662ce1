"""How our words stand to those of FHIR's Task and ServiceRequest: tables, and nothing else.

Source:
    FHIR R4, task-status and request-status; Gravity SDOH Clinical Care (STU 2.3), SDOHCC-TaskForReferralManagement,
    whose value set of statuses has no `received`, and SDOHCC-CodeSystemTemporaryCodes.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from shared.contracts.referrals.vocabulary import Move, State, Urgency

TASK_STATUS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.DRAFT: "draft",
        State.SENT: "requested",
        State.RECEIVED: "requested",
        State.ALTERNATIVE_OFFERED: "requested",
        State.ACCEPTED: "accepted",
        State.INFORMATION_REQUESTED: "on-hold",
        State.WAITLISTED: "on-hold",
        State.ON_HOLD: "on-hold",
        State.IN_PROGRESS: "in-progress",
        State.COMPLETED: "completed",
        State.STOPPED: "failed",
        State.DECLINED: "rejected",
        State.EXPIRED: "rejected",
        State.REDIRECTED: "cancelled",
        State.WITHDRAWN: "cancelled",
        State.ENTERED_IN_ERROR: "entered-in-error",
    }
)
"""Which of several it is, `businessStatus` says: it always carries our own state."""

REQUEST_STATUS: Final[Mapping[State, str]] = MappingProxyType(
    {
        **dict.fromkeys(State, "active"),
        State.DRAFT: "draft",
        State.ON_HOLD: "on-hold",
        State.COMPLETED: "completed",
        State.STOPPED: "revoked",
        State.DECLINED: "revoked",
        State.EXPIRED: "revoked",
        State.REDIRECTED: "revoked",
        State.WITHDRAWN: "revoked",
        State.ENTERED_IN_ERROR: "entered-in-error",
    }
)
"""What became of the request; how it is being met is for the Task to say."""

PRIORITY: Final[Mapping[Urgency, str]] = MappingProxyType(
    {Urgency.ROUTINE: "routine", Urgency.SOON: "urgent", Urgency.URGENT: "asap"}
)


def states_of(statuses: Iterable[str], table: Mapping[State, str]) -> frozenset[State]:
    """Our states that are told as one of these statuses."""
    wanted = frozenset(statuses)
    return frozenset(state for state, status in table.items() if status in wanted)


URGENCY: Final[Mapping[str, Urgency]] = MappingProxyType(
    {"routine": Urgency.ROUTINE, "urgent": Urgency.SOON, "asap": Urgency.URGENT, "stat": Urgency.URGENT}
)
"""What a priority that comes in means here; another one is refused."""

MOVE_BY_STATUS: Final[Mapping[str, Move]] = MappingProxyType(
    {
        "requested": Move.SEND,
        "received": Move.ACKNOWLEDGE,
        "accepted": Move.ACCEPT,
        "in-progress": Move.START,
        "on-hold": Move.PAUSE,
        "completed": Move.COMPLETE,
        "rejected": Move.DECLINE,
        "failed": Move.STOP,
        "cancelled": Move.WITHDRAW,
        "entered-in-error": Move.MARK_IN_ERROR,
    }
)
"""Which move a Task asks for that is to have this status; whether it is possible, the table of moves says."""

MOVE_FROM: Final[Mapping[tuple[str, State], Move]] = MappingProxyType(
    {
        ("requested", State.INFORMATION_REQUESTED): Move.ANSWER,
        ("accepted", State.INFORMATION_REQUESTED): Move.ANSWER,
        ("requested", State.ON_HOLD): Move.RESUME,
        ("accepted", State.ON_HOLD): Move.RESUME,
        ("in-progress", State.ON_HOLD): Move.RESUME,
        ("in-progress", State.COMPLETED): Move.REOPEN,
        ("in-progress", State.STOPPED): Move.REOPEN,
    }
)
"""Where the same status means another move, because of where it stands."""

MOVE_TO: Final[Mapping[tuple[State, State | None], Move]] = MappingProxyType(
    {
        (State.WAITLISTED, None): Move.WAITLIST,
        (State.INFORMATION_REQUESTED, None): Move.ASK,
        (State.RECEIVED, State.SENT): Move.ACKNOWLEDGE,
        (State.RECEIVED, State.INFORMATION_REQUESTED): Move.ANSWER,
        (State.RECEIVED, State.ALTERNATIVE_OFFERED): Move.REJECT_ALTERNATIVE,
    }
)
"""What a `businessStatus` asks for that is to be the first, where the referral stands in the second, or anywhere."""


def asked_move(stands: State, status: str, wanted: State | None) -> Move | None:
    """The move that a changed Task asks for; None where nothing is to change.

    Args:
        wanted: its `businessStatus`, which tells apart what has the same status.

    Raises:
        KeyError: no move leads to this status.
    """
    if wanted is not None and wanted is not stands and TASK_STATUS[wanted] == status:
        move = MOVE_TO.get((wanted, stands), MOVE_TO.get((wanted, None)))
        if move is not None:
            return move
    if status == TASK_STATUS[stands] or (status == "received" and stands is State.RECEIVED):
        return None
    return MOVE_FROM.get((status, stands)) or MOVE_BY_STATUS[status]
