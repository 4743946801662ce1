"""Times, answers and matters, without a database."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from services.cases.conferences.domain.answers import AFTER, AnswerMove, after
from services.cases.conferences.domain.conference import (
    FURTHEST,
    LONGEST,
    ConferenceState,
    must_be_a_time,
    must_be_planned,
    must_have_begun,
)
from services.cases.conferences.domain.matters import (
    Asked,
    NotAskedBecause,
    must_be_on_the_agenda,
    must_say_who_is_asked,
)
from shared.contracts.cases.conferences import AnswerState, MatterState
from shared.refusals import Conflict, Invalid
from tests.cases.conferences.meetings import TOMORROW

NOW = TOMORROW - timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("starts_at", "lasts"),
    [(NOW + MINUTE, MINUTE), (NOW + FURTHEST, LONGEST), (TOMORROW, timedelta(hours=1))],
)
def test_a_conference_is_to_come_and_lasts_a_day_at_most(starts_at: datetime, lasts: timedelta) -> None:
    must_be_a_time(starts_at, starts_at + lasts, NOW)


@pytest.mark.parametrize(
    ("starts_at", "lasts", "pointer"),
    [
        (NOW, MINUTE, "#/starts_at"),
        (NOW + FURTHEST + MINUTE, MINUTE, "#/starts_at"),
        (TOMORROW, timedelta(0), "#/ends_at"),
        (TOMORROW, LONGEST + MINUTE, "#/ends_at"),
    ],
)
def test_another_time_is_refused(starts_at: datetime, lasts: timedelta, pointer: str) -> None:
    with pytest.raises(Invalid) as refusal:
        must_be_a_time(starts_at, starts_at + lasts, NOW)
    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_only_what_is_planned_changes() -> None:
    must_be_planned(ConferenceState.PLANNED)
    for state in set(ConferenceState) - {ConferenceState.PLANNED}:
        with pytest.raises(Conflict) as refusal:
            must_be_planned(state)
        assert refusal.value.extensions == {"state": state}


def test_what_was_said_is_written_down_from_the_beginning_on() -> None:
    for state in (ConferenceState.PLANNED, ConferenceState.OVER):
        must_have_begun(state, NOW, NOW)
    for state, now in ((ConferenceState.PLANNED, NOW - MINUTE), (ConferenceState.CANCELLED, TOMORROW)):
        with pytest.raises(Conflict) as refusal:
            must_have_begun(state, NOW, now)
        assert refusal.value.extensions == {"state": state}


@pytest.mark.parametrize(("state", "move"), list(product(AnswerState, AnswerMove)))
def test_an_answer_can_be_taken_back_until_the_invitation_is(state: AnswerState, move: AnswerMove) -> None:
    said = {AnswerMove.ACCEPT: AnswerState.ACCEPTED, AnswerMove.DECLINE: AnswerState.DECLINED}
    becomes = said.get(move, AnswerState.WITHDRAWN)
    if state in {AnswerState.WITHDRAWN, becomes}:
        assert (state, move) not in AFTER
        with pytest.raises(Conflict) as refusal:
            after(state, move)
        assert refusal.value.extensions == {"state": state}
    else:
        assert after(state, move) is becomes


@pytest.mark.parametrize("asked", list(Asked))
def test_nobody_is_talked_about_unasked_without_a_reason(asked: Asked) -> None:
    reason = NotAskedBecause.PERSON_WISH
    right, wrong = (reason, None) if asked is Asked.NOBODY else (None, reason)
    must_say_who_is_asked(asked, right)
    with pytest.raises(Invalid):
        must_say_who_is_asked(asked, wrong)


def test_what_was_taken_off_stays_off() -> None:
    must_be_on_the_agenda(MatterState.ON_AGENDA)
    with pytest.raises(Conflict):
        must_be_on_the_agenda(MatterState.TAKEN_OFF)
