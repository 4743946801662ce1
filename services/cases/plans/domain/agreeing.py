"""Who agrees to a plan, and what changed since it was last looked at. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.contracts.cases.plans import SignedAs


class SignedHow(StrEnum):
    """How they said it."""

    WRITTEN = "written"
    ORAL = "oral"
    ELECTRONIC = "electronic"


class LineChange(StrEnum):
    """What became of a goal or action since the version or review before."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a version is agreed on; of each party its last word counts.

    Attributes:
        awaiting: people of the case of whom neither they nor a representative agree at present.
    """

    awaiting: frozenset[UUID]
    lead_agrees: bool

    @property
    def is_complete(self) -> bool:
        """The lead and everybody whom the case is about agree."""
        return self.lead_agrees and not self.awaiting

    def after(self, person_id: UUID | None, answer: SignedAs) -> "Agreement":
        """What it is once somebody has said their word.

        Args:
            person_id: for whom; None for the lead.
        """
        agrees = answer is SignedAs.AGREED
        if person_id is None:
            return Agreement(self.awaiting, agrees)
        return Agreement(self.awaiting - {person_id} if agrees else self.awaiting | {person_id}, self.lead_agrees)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a goal or action stood at some time.

    Attributes:
        state: a word of its closed list.
        by_worker, by_person: the level of a goal in the last word of each; None where nobody spoke.
    """

    version: int
    state: str
    by_worker: int | None = None
    by_person: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A goal or action in a version or review, beside where it stood before."""

    item_id: UUID
    now: Position
    before: Position | None

    @property
    def change(self) -> LineChange:
        """What became of it."""
        if self.before is None:
            return LineChange.NEW
        return LineChange.UNCHANGED if self.before == self.now else LineChange.CHANGED


def compared(now: Mapping[UUID, Position], before: Mapping[UUID, Position]) -> list[Line]:
    """Everything that stands in the plan now, beside where it stood before."""
    return [Line(item_id, position, before.get(item_id)) for item_id, position in now.items()]
