"""Who is away, and who stands in. No I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from shared.refusals import Invalid

LONGEST: Final = timedelta(days=366)
"""Whoever is away for longer gives their work to somebody."""


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A worker is away, and a colleague of the same agency stands in.

    Attributes:
        starts_at, ends_at: aware, UTC; the end is exclusive.
    """

    id: UUID
    agency_id: UUID
    worker_id: UUID
    deputy_id: UUID
    starts_at: datetime
    ends_at: datetime

    def check(self, now: datetime) -> None:
        """It can be.

        Raises:
            Invalid: it cannot; with the field.
        """
        if self.deputy_id == self.worker_id:
            raise Invalid.field(
                "#/deputy_id", "same_worker", "Somebody else stands in.", "Le remplacement revient à quelqu'un d'autre."
            )
        if self.ends_at <= max(self.starts_at, now):
            raise Invalid.field(
                "#/ends_at",
                "too_early",
                "It ends after it starts, and later than now.",
                "La fin suit le début, et elle est à venir.",
            )
        if self.ends_at - self.starts_at > LONGEST:
            raise Invalid.field("#/ends_at", "too_long", "It lasts a year at most.", "Elle dure un an au plus.")
