"""The score over goals of different aims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.plans.domain.attainment import Attainment, Scored, is_disagreement, t_score

goals = st.lists(st.builds(Scored, st.sampled_from(Attainment), st.integers(1, 9)), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("levels", "score"),
    [
        ([0], 50.0),
        ([1], 60.0),
        ([-2], 30.0),
        ([0, 0, 0], 50.0),
        ([1, 1, 1], 63.7),  # 50 + 30 / √(0.7·3 + 0.3·9), as in the tables of Kiresuk, Smith and Cardillo (1994)
        ([-1, 0, 1, 2], 57.3),
    ],
)
def test_the_score_of_equally_weighted_goals_is_that_of_the_published_tables(levels: list[int], score: float) -> None:
    assert t_score([Scored(Attainment(level)) for level in levels]) == score


def test_a_goal_that_weighs_more_counts_more() -> None:
    heavy_reached = t_score([Scored(Attainment.MORE, 3), Scored(Attainment.LESS, 1)])
    light_reached = t_score([Scored(Attainment.MORE, 1), Scored(Attainment.LESS, 3)])
    assert (heavy_reached, light_reached) == (55.8, 44.2)


def test_without_goals_there_is_no_score() -> None:
    assert t_score([]) is None


@given(goals)
def test_a_plan_as_expected_scores_fifty_and_its_mirror_lies_as_far_on_the_other_side(scored: list[Scored]) -> None:
    assert t_score([Scored(Attainment.EXPECTED, one.weight) for one in scored]) == 50
    score, mirrored = t_score(scored), t_score([Scored(Attainment(-one.level), one.weight) for one in scored])
    assert score is not None
    assert mirrored is not None
    assert score - 50 == pytest.approx(50 - mirrored, abs=0.11)


@given(goals)
def test_reaching_one_goal_further_never_lowers_the_score(scored: list[Scored]) -> None:
    first, *others = scored
    further = Scored(Attainment(min(first.level + 1, 2)), first.weight)
    before, after = t_score(scored), t_score([further, *others])
    assert before is not None
    assert after is not None
    assert after >= before


@pytest.mark.parametrize(
    ("worker", "person", "differ"), [(0, 0, False), (0, -1, True), (None, 1, False), (1, None, False), (0, 1, True)]
)
def test_worker_and_person_disagree_when_both_spoke_and_said_something_else(
    worker: int | None, person: int | None, differ: bool
) -> None:
    assert is_disagreement(worker, person) is differ
