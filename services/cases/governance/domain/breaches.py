"""What is owed after a personal data breach, and by when. No I/O.

Source:
    GDPR Art. 33 and 34.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

AUTHORITY_WITHIN: Final = timedelta(hours=72)
"""Art. 33(1): after having become aware of it; nights and holidays count."""


class BreachKind(StrEnum):
    """What was breached."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class BreachRisk(StrEnum):
    """What it means for people."""

    UNLIKELY = "unlikely"
    """No risk is likely: nobody has to be told; it is kept all the same (Art. 33(5))."""
    RISK = "risk"
    HIGH = "high"
    """The people themselves are told too (Art. 34)."""


class Owed(StrEnum):
    """What still has to be done."""

    ASSESSMENT = "assessment"
    AUTHORITY_NOTIFICATION = "authority_notification"
    PEOPLE_NOTIFICATION = "people_notification"
    CLOSURE = "closure"


@dataclass(frozen=True, kw_only=True)
class Breach:
    """As far as its duties go.

    Attributes:
        noticed_at: when the agency became aware of it.
        risk: None until it is assessed.
    """

    noticed_at: datetime
    risk: BreachRisk | None = None
    authority_told_at: datetime | None = None
    people_told_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def authority_due_at(self) -> datetime:
        """By when the supervisory authority is told."""
        return self.noticed_at + AUTHORITY_WITHIN

    def owed(self) -> tuple[Owed, ...]:
        """What still has to be done, in this order; while nobody has assessed it, it counts as a risk."""
        if self.closed_at is not None:
            return ()
        found = [Owed.ASSESSMENT] if self.risk is None else []
        if self.risk is not BreachRisk.UNLIKELY and self.authority_told_at is None:
            found.append(Owed.AUTHORITY_NOTIFICATION)
        if self.risk is BreachRisk.HIGH and self.people_told_at is None:
            found.append(Owed.PEOPLE_NOTIFICATION)
        return tuple(found) or (Owed.CLOSURE,)

    def is_late(self, at: datetime) -> bool:
        """The authority is owed word, and its time has passed."""
        return Owed.AUTHORITY_NOTIFICATION in self.owed() and at > self.authority_due_at
