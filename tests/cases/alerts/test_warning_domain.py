"""How long a warning stands and whether the person knows of it, without a database."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.cases.alerts.domain.risk import REASONS, RiskReason, must_be_an_assessment
from services.cases.alerts.domain.warning_terms import KINDS, PRECAUTIONS, NotToldBecause, Precaution, WarningKind
from services.cases.alerts.domain.warnings import (
    LONGEST,
    Review,
    ReviewOutcome,
    Telling,
    after_review,
    must_be_reviewed_in_time,
    must_say_whether_told,
)
from services.cases.coordination.domain.case import Risk
from shared.contracts.cases.alerts import WarningState
from shared.refusals import Conflict, Invalid

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
TOLD = Telling(on=TODAY, not_because=None)
NOT_TOLD = Telling(on=None, not_because=NotToldBecause.NOT_YET_MET)
STANDING: dict[str, Any] = {
    "text": "A large dog",
    "state": WarningState.STANDING,
    "review_on": TODAY,
    "told_on": None,
    "not_told_because": NotToldBecause.NOT_YET_MET,
}


def pointer_of(refused: pytest.ExceptionInfo[Invalid]) -> str:
    return refused.value.errors[0].pointer


def stands(review_on: date | None, telling: Telling | None = NOT_TOLD) -> Review:
    return Review(outcome=ReviewOutcome.STANDS, review_on=review_on, telling=telling)


def test_a_warning_is_looked_at_again_within_a_year() -> None:
    for review_on in (TODAY + DAY, TODAY + LONGEST):
        must_be_reviewed_in_time(review_on, TODAY)
    for review_on in (TODAY - DAY, TODAY, TODAY + LONGEST + DAY):
        with pytest.raises(Invalid) as refused:
            must_be_reviewed_in_time(review_on, TODAY)
        assert pointer_of(refused) == "#/review_on"


def test_the_person_was_told_or_it_is_said_why_not() -> None:
    must_say_whether_told(TOLD, TODAY)
    must_say_whether_told(NOT_TOLD, TODAY)
    both = Telling(on=TODAY, not_because=NotToldBecause.NOT_YET_MET)
    for telling in (Telling(on=None, not_because=None), both, Telling(on=TODAY + DAY, not_because=None)):
        with pytest.raises(Invalid) as refused:
            must_say_whether_told(telling, TODAY)
        assert pointer_of(refused) == "#/told_on"


def test_a_warning_that_stands_has_a_new_day_and_one_that_ended_has_none() -> None:
    assert after_review(STANDING, stands(TODAY + DAY, TOLD), TODAY) == {
        **STANDING,
        "review_on": TODAY + DAY,
        "told_on": TODAY,
        "not_told_because": None,
    }
    ended = after_review(STANDING, Review(outcome=ReviewOutcome.ENDED, review_on=None, telling=None), TODAY)
    assert ended == {**STANDING, "state": WarningState.ENDED, "review_on": None}


def test_what_has_ended_is_not_looked_at_again() -> None:
    with pytest.raises(Conflict):
        after_review({**STANDING, "state": WarningState.ENDED}, stands(TODAY + DAY), TODAY)
    with pytest.raises(Invalid):
        after_review(STANDING, Review(outcome=ReviewOutcome.ENDED, review_on=TODAY + DAY, telling=None), TODAY)


def test_that_somebody_was_not_told_is_never_left_unasked() -> None:
    with pytest.raises(Invalid) as refused:
        after_review(STANDING, stands(TODAY + DAY, None), TODAY)
    assert pointer_of(refused) == "#/told_on"
    told = {**STANDING, "told_on": TODAY, "not_told_because": None}
    assert after_review(told, stands(TODAY + DAY, None), TODAY)["told_on"] == TODAY


def test_a_review_that_lets_a_warning_stand_names_a_day() -> None:
    for review_on in (None, TODAY):
        with pytest.raises(Invalid) as refused:
            after_review(STANDING, stands(review_on), TODAY)
        assert pointer_of(refused) == "#/review_on"


def test_every_term_is_said_in_both_languages() -> None:
    assert set(KINDS) == set(WarningKind)
    assert set(PRECAUTIONS) == set(Precaution)
    said = [(one.label(french=False), one.label(french=True)) for one in KINDS.values()]
    assert all(english and french and english != french for english, french in (*said, *PRECAUTIONS.values()))


def test_whoever_finds_more_than_little_says_why() -> None:
    must_be_an_assessment(Risk.LOW, ())
    must_be_an_assessment(Risk.HIGH, (RiskReason.DEBT,))
    for risk, reasons in ((Risk.MODERATE, ()), (Risk.HIGH, ()), (Risk.NOT_ASSESSED, (RiskReason.DEBT,))):
        with pytest.raises(Invalid):
            must_be_an_assessment(risk, reasons)
    assert set(REASONS) == set(RiskReason)
