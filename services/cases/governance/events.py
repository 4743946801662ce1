"""What can happen in governance."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutEntry(Event):
    ABOUT = "agency_id"

    agency_id: UUID
    municipality_id: UUID
    entry_id: UUID


class EntryWritten(_AboutEntry):
    """An agency declared joint controllers, a processor or an impact assessment."""

    TYPE = "parcours.governance_entry.written.v1"


class EntryEnded(_AboutEntry):
    """What it declared does not hold any more."""

    TYPE = "parcours.governance_entry.ended.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutBreach(Event):
    ABOUT = "agency_id"

    agency_id: UUID
    municipality_id: UUID
    breach_id: UUID


class BreachRecorded(_AboutBreach):
    """An agency became aware of a breach: from now on the 72 hours run."""

    TYPE = "parcours.breach.recorded.v1"


class BreachAssessed(_AboutBreach):
    """It was assessed what the breach means for people."""

    TYPE = "parcours.breach.assessed.v1"


class BreachNotified(_AboutBreach):
    """The authority, or the people, were told of it."""

    TYPE = "parcours.breach.notified.v1"


class BreachClosed(_AboutBreach):
    """Everything that was owed is done."""

    TYPE = "parcours.breach.closed.v1"
