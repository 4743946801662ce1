"""What tells two kinds of answers apart, and what does not."""

import random

from deploy.bench.telling_apart import area, separation, told_apart

DRAWN = random.Random(7)


def times(middle: float, spread: float = 1.0, many: int = 2_000) -> list[float]:
    return [DRAWN.gauss(middle, spread) for _ in range(many)]


def test_the_area_is_the_chance_that_one_is_greater() -> None:
    assert area([2.0, 3.0], [0.0, 1.0]) == 1
    assert area([0.0, 1.0], [2.0, 3.0]) == 0
    assert area([1.0, 1.0], [1.0, 1.0]) == 0.5
    assert area([1.0, 3.0], [2.0]) == 0.5


def test_times_of_one_kind_are_not_told_apart() -> None:
    assert told_apart({"foreign": times(5), "restricted": times(5), "invented": times(5)}) <= 0.55


def test_a_little_slower_is_told_apart_whichever_it_is() -> None:
    for one, other in ((5.0, 5.4), (5.4, 5.0)):
        assert separation(times(one), times(other)) > 0.55


def test_as_slow_in_the_middle_and_oftener_at_the_ends_is_told_apart() -> None:
    assert separation(times(5, spread=1), times(5, spread=3)) > 0.6
