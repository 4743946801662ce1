"""What can happen to a hand-over."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.coordination import HandoverRefusal
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutHandover(Event):
    """One event for each person of the case, so that nobody learns from it who else belongs to it."""

    ABOUT = "case_id"

    case_id: UUID
    person_id: UUID
    handover_id: UUID
    agency_id: UUID
    worker_id: UUID | None


class HandoverOffered(_AboutHandover):
    """Somebody is to go on with what another does on a case; agency and worker are theirs."""

    TYPE = "parcours.handover.offered.v1"


class HandoverReceived(_AboutHandover):
    """They have received it, with its note; agency and worker are those of whoever handed over."""

    TYPE = "parcours.handover.received.v1"


@dataclass(frozen=True, kw_only=True)
class HandoverDeclined(_AboutHandover):
    """They do not go on with it; agency and worker are those of whoever would have handed over."""

    TYPE = "parcours.handover.declined.v1"

    reason: HandoverRefusal


class HandoverWithdrawn(_AboutHandover):
    """It is no longer offered; agency and worker are those to whom it was."""

    TYPE = "parcours.handover.withdrawn.v1"
