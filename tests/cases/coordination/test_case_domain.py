"""The life of a case, and where it stands in a work list."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.cases.coordination.domain.case import RISKS, CaseMove, Risk, after, must_be_open, place_in_worklist
from shared.contracts.cases.coordination import CaseState
from shared.refusals import Conflict


def test_an_open_case_can_be_closed_and_a_closed_one_reopened() -> None:
    assert after(CaseState.OPEN, CaseMove.CLOSE) is CaseState.CLOSED
    assert after(CaseState.CLOSED, CaseMove.REOPEN) is CaseState.OPEN


@pytest.mark.parametrize(("state", "move"), [(CaseState.CLOSED, CaseMove.CLOSE), (CaseState.OPEN, CaseMove.REOPEN)])
def test_any_other_move_is_a_conflict_that_carries_the_state(state: CaseState, move: CaseMove) -> None:
    with pytest.raises(Conflict) as refused:
        after(state, move)
    assert refused.value.extensions["state"] is state


def test_a_closed_case_is_not_worked_on() -> None:
    must_be_open(CaseState.OPEN)
    with pytest.raises(Conflict):
        must_be_open(CaseState.CLOSED)


def test_risks_rank_from_least_to_most() -> None:
    assert [RISKS[risk.rank] for risk in Risk] == list(Risk)
    assert Risk.HIGH.rank > Risk.MODERATE.rank > Risk.LOW.rank > Risk.NOT_ASSESSED.rank


def test_a_work_list_begins_with_the_riskiest_then_what_is_reviewed_soonest_then_what_changed_last() -> None:
    today, morning = date(2026, 3, 2), datetime(2026, 3, 2, 9, tzinfo=UTC)
    moment, day = timedelta(microseconds=1), timedelta(days=1)
    in_order = [
        (Risk.HIGH, None, morning),
        (Risk.MODERATE, today, morning - day),
        (Risk.MODERATE, today + day, morning),
        (Risk.MODERATE, None, morning + moment),
        (Risk.MODERATE, None, morning),
        (Risk.MODERATE, None, datetime(1970, 1, 1, tzinfo=UTC)),
        (Risk.LOW, today - day, morning),
        (Risk.NOT_ASSESSED, today - day, morning),
    ]
    places = [place_in_worklist(risk.rank, review, changed) for risk, review, changed in in_order]
    assert places == sorted(set(places))
    assert len({len(place) for place in places}) == 1
