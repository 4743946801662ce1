"""What every event about an item says."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class AboutItem(Event):
    """One event for each person whom the item is about, so that nobody learns from it who else is."""

    ABOUT = "case_id"

    case_id: UUID
    person_id: UUID
