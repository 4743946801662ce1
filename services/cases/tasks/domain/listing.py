"""Which part of what must be done somebody asks for. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.cases.duties.domain import first_place_after
from shared.contracts.cases.duties import DutyKind

Place = tuple[int, UUID]
"""Where a duty stands in lists, and its id."""

BEGINNING: Final[Place] = (-(2**31), UUID(int=0))
_END: Final = 2**31 - 1


class Whose(StrEnum):
    """Who must do it."""

    ME = "me"
    """The caller."""
    TEAM = "team"
    """Everybody, of whatever agency, in the open cases on whose team the caller or the caller's whole agency is."""
    AGENCY = "agency"
    """The caller's agency: each of its workers, and what is for the agency to give to somebody."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A part of a list.

    Attributes:
        worker_id: of the agency, whose part of the agency's list it is; None for all.
        kinds: empty for all.
        due_until: what is due by this day, or waits since it or longer; None for everything.
        only_overdue: what was due before the day that it is in its municipality.
        today: the day of UTC: nothing that is due later is overdue anywhere.
    """

    whose: Whose
    worker_id: UUID | None = None
    kinds: Sequence[DutyKind] = ()
    due_until: date | None = None
    only_overdue: bool = False
    today: date

    @property
    def place_before(self) -> int:
        """The place that ends it."""
        days = [day for day in (self.due_until, self.today if self.only_overdue else None) if day is not None]
        return first_place_after(min(days)) if days else _END
