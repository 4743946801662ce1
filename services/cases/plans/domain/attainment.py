"""Goal Attainment Scaling: five levels agreed beforehand, and one score over goals of different aims. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import sqrt
from typing import Final

ASSUMED_CORRELATION: Final = 0.3
"""Between goals of one person, as Kiresuk and Sherman assume."""


class Attainment(IntEnum):
    """How far a goal was reached, on the scale that was agreed for it."""

    MUCH_LESS = -2
    LESS = -1
    EXPECTED = 0
    MORE = 1
    MUCH_MORE = 2


@dataclass(frozen=True, slots=True)
class Scored:
    """One goal's level, and what the goal weighs beside the others."""

    level: Attainment
    weight: int = 1


def t_score(goals: Sequence[Scored]) -> float | None:
    """How far several goals were reached together; 50 where each came out as expected.

    T = 50 + 10 Σ wᵢxᵢ / √((1 − ρ) Σ wᵢ² + ρ (Σ wᵢ)²), with levels x from −2 to +2, weights w and ρ = 0.3.

    Args:
        goals: with weights of at least 1.

    Returns:
        Rounded to one decimal; about half of all such scores lie between 43 and 57. None without goals.

    Source:
        T. J. Kiresuk, R. E. Sherman: Goal attainment scaling: A general method for evaluating comprehensive community
        mental health programs. Community Mental Health Journal 4(6), 1968, 443-453, doi:10.1007/BF01530764.
    """
    if not goals:
        return None
    weights = [goal.weight for goal in goals]
    spread = (1 - ASSUMED_CORRELATION) * sum(weight**2 for weight in weights) + ASSUMED_CORRELATION * sum(weights) ** 2
    return round(50 + 10 * sum(goal.weight * goal.level for goal in goals) / sqrt(spread), 1)


def is_disagreement(by_worker: int | None, by_person: int | None) -> bool:
    """Worker and person have both said how far a goal was reached, and not the same."""
    return by_worker is not None and by_person is not None and by_worker != by_person
