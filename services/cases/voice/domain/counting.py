"""Numbers from which nobody can be told. No I/O.

They are given for whole quarters that are over: of two periods that overlap, the difference would be somebody's word.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

from shared.refusals import Invalid

FEWEST: Final = 5
"""A smaller number of people is not shown, zero included."""

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True)
class Published(Generic[Cell]):
    """Numbers of people; None where a number is hidden."""

    total: int | None
    cells: Mapping[Cell, int | None]


def published(counted: Mapping[Cell, int]) -> Published[Cell]:
    """These numbers without those that are small, and without a total from which a small one could be computed."""
    cells = {cell: number if number >= FEWEST else None for cell, number in counted.items()}
    total = sum(counted.values())
    hidden = total - sum(number for number in cells.values() if number is not None)
    is_safe = total >= FEWEST and (None not in cells.values() or hidden >= FEWEST)
    return Published(total if is_safe else None, cells)


@dataclass(frozen=True)
class Quarter:
    """Three months of a year."""

    year: int
    number: int

    @classmethod
    def read(cls, written: str) -> "Quarter":
        """From `2026-Q1`."""
        year, _, number = written.partition("-Q")
        return cls(int(year), int(number))

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def next_day(self) -> date:
        """The first day after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1).first_day

    def must_be_over(self, today: date) -> None:
        """Nobody is added to it any more.

        Raises:
            Invalid: it is not over.
        """
        if today < self.next_day:
            raise Invalid.field(
                "#/query/quarter",
                "not_over",
                "Numbers are given for a quarter that is over.",
                "Les chiffres portent sur un trimestre écoulé.",
            )
