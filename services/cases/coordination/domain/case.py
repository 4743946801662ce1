"""The life of a case, and who belongs to it. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from shared.contracts.cases.coordination import CaseState
from shared.refusals import Conflict


class CaseMove(StrEnum):
    """What can be done to the life of a case."""

    CLOSE = "close"
    REOPEN = "reopen"


AFTER: Final[Mapping[tuple[CaseState, CaseMove], CaseState]] = MappingProxyType(
    {
        (CaseState.OPEN, CaseMove.CLOSE): CaseState.CLOSED,
        (CaseState.CLOSED, CaseMove.REOPEN): CaseState.OPEN,
    }
)
"""The whole table: what is not in it cannot be done."""


def after(state: CaseState, move: CaseMove) -> CaseState:
    """The state after a move.

    Raises:
        Conflict: not from this state; carries it.
    """
    following = AFTER.get((state, move))
    if following is None:
        raise Conflict(
            f"A case that is {state} cannot be {'closed' if move is CaseMove.CLOSE else 'reopened'}.",
            detail_fr="Impossible dans l'état actuel de l'accompagnement.",
            state=state,
        )
    return following


def must_be_open(state: CaseState) -> None:
    """A closed case is read, not worked on.

    Raises:
        Conflict: it is closed.
    """
    if state is not CaseState.OPEN:
        raise Conflict("The case is closed.", detail_fr="L'accompagnement est clos.", state=state)


class HouseholdRole(StrEnum):
    """As what somebody belongs to the case."""

    FOCUS = "focus"
    """The person whom the support is for; a household may have several."""
    PARTNER = "partner"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    OTHER_RELATIVE = "other_relative"
    HOUSEMATE = "housemate"


class Risk(StrEnum):
    """How much may go wrong if nothing is done, as the lead sees it; from least to most."""

    NOT_ASSESSED = "not_assessed"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Work lists begin with the highest."""
        return RISKS.index(self)


RISKS: Final = tuple(Risk)
"""By rank."""


@dataclass(frozen=True, slots=True)
class CasePerson:
    """Somebody whom a case is about.

    Attributes:
        entrusted_to: the agency to which whoever coordinated for them handed the lead.
    """

    person_id: UUID
    municipality_id: UUID
    role: HouseholdRole
    entrusted_to: UUID | None = None


def place_in_worklist(risk: int, next_review_on: date | None, changed_at: datetime) -> str:
    """Where an open case stands among others, as a text that sorts from first to last.

    The riskiest first, then what is reviewed soonest, then what changed last: nothing but what everybody who sees the
    case may see of it, so that the order tells nobody of items that are not theirs.

    Args:
        risk: its rank.
        changed_at: aware, UTC.
    """
    ease = len(RISKS) - 1 - risk
    review = (next_review_on or date.max).isoformat()
    since = (changed_at - _BEFORE_EVERYTHING) // timedelta(microseconds=1)
    return f"{ease}{review}{_LONG_AFTER - since:017d}"


_BEFORE_EVERYTHING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONG_AFTER: Final = 10**17 - 1
