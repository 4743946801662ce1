"""What can happen to what must be done, by itself."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.duties import DutyKind
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class DutyFellOverdue(Event):
    """The day passed by which something was to be done; said once of each day that it was given.

    Attributes:
        within_id: of what it is a part: of a receipt, the dated change.
    """

    TYPE = "parcours.task.fell_overdue.v1"
    ABOUT = "duty_id"

    duty_id: UUID
    kind: DutyKind
    municipality_id: UUID
    case_id: UUID | None
    within_id: UUID | None
    agency_id: UUID
    worker_id: UUID | None
