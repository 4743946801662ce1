"""How goals and actions go on, without a database."""

import itertools

import pytest

from services.cases.plans.domain.goals import ACTIONS_FOLLOW, GOALS_FOLLOW, OVER, state_after
from shared.contracts.cases.plans import ActionState, GoalState
from shared.refusals import Conflict


@pytest.mark.parametrize(("present", "wanted"), list(itertools.product(GoalState, GoalState)))
def test_a_goal_moves_only_where_the_table_says(present: GoalState, wanted: GoalState) -> None:
    if wanted is present or wanted in GOALS_FOLLOW[present]:
        assert state_after(present, wanted, GOALS_FOLLOW) is wanted
    else:
        with pytest.raises(Conflict) as refused:
            state_after(present, wanted, GOALS_FOLLOW)
        assert refused.value.extensions["state"] is present


@pytest.mark.parametrize(("present", "wanted"), list(itertools.product(ActionState, ActionState)))
def test_an_action_moves_only_where_the_table_says(present: ActionState, wanted: ActionState) -> None:
    if wanted is present or wanted in ACTIONS_FOLLOW[present]:
        assert state_after(present, wanted, ACTIONS_FOLLOW) is wanted
    else:
        with pytest.raises(Conflict) as refused:
            state_after(present, wanted, ACTIONS_FOLLOW)
        assert refused.value.extensions["state"] is present


def test_what_is_over_begins_anew_before_anything_else() -> None:
    goals = {state: after for state, after in GOALS_FOLLOW.items() if state in OVER}
    actions = {state: after for state, after in ACTIONS_FOLLOW.items() if state in OVER}
    assert goals == {GoalState.COMPLETED: {GoalState.ACTIVE}, GoalState.CANCELLED: {GoalState.ACTIVE}}
    assert actions == {ActionState.DONE: {ActionState.PLANNED}, ActionState.NOT_DONE: {ActionState.PLANNED}}


def test_a_goal_on_hold_is_not_reached_before_it_goes_on() -> None:
    with pytest.raises(Conflict):
        state_after(GoalState.ON_HOLD, GoalState.COMPLETED, GOALS_FOLLOW)
    assert state_after(GoalState.ON_HOLD, GoalState.ACTIVE, GOALS_FOLLOW) is GoalState.ACTIVE
    assert state_after(GoalState.ACTIVE, GoalState.COMPLETED, GOALS_FOLLOW) is GoalState.COMPLETED
