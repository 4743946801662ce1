"""When a step follows from what was decided, and which correction proves anything."""

from datetime import UTC, datetime, timedelta

import pytest

from services.cases.people.domain.parts import Part
from services.cases.rights_steps.domain import (
    STATED,
    Corrected,
    must_be_corrected_since,
    must_be_stated_beside,
    must_follow_from,
)
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.rights import RequestOutcome, RequestState, Right, StepKind
from shared.contracts.cases.vocabulary import Category
from shared.refusals import Conflict, Invalid

ANSWERED, GRANTED = RequestState.ANSWERED, RequestOutcome.GRANTED
DAY = datetime(2026, 3, 4, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "outcome", "follows"),
    [
        (StepKind.CORRECTION, RequestOutcome.GRANTED, True),
        (StepKind.CORRECTION, RequestOutcome.PARTLY_GRANTED, True),
        (StepKind.CORRECTION, RequestOutcome.REFUSED, False),
        (StepKind.STATEMENT, RequestOutcome.GRANTED, False),
        (StepKind.STATEMENT, RequestOutcome.PARTLY_GRANTED, True),
        (StepKind.STATEMENT, RequestOutcome.REFUSED, True),
    ],
)
def test_a_step_follows_from_what_was_decided(kind: StepKind, outcome: RequestOutcome, *, follows: bool) -> None:
    if follows:
        must_follow_from(kind, Right.RECTIFICATION, ANSWERED, outcome)
        return
    with pytest.raises(Conflict) as refused:
        must_follow_from(kind, Right.RECTIFICATION, ANSWERED, outcome)
    assert refused.value.extensions["state"] == "answered"
    assert refused.value.detail_fr


def test_no_step_is_taken_for_another_right_or_before_the_decision() -> None:
    with pytest.raises(Conflict):
        must_follow_from(StepKind.CORRECTION, Right.ACCESS, ANSWERED, GRANTED)
    with pytest.raises(Conflict):
        must_follow_from(StepKind.CORRECTION, Right.RECTIFICATION, RequestState.OPEN, None)


def test_a_correction_counts_from_the_day_of_the_request() -> None:
    corrected = Corrected(
        kind=Part.IDENTITY,
        category=Category.IDENTITY,
        old_version=1,
        new_version=2,
        wrong_from=DAY - timedelta(days=9),
        wrong_until=DAY,
    )
    assert must_be_corrected_since(corrected, DAY) is corrected
    with pytest.raises(Invalid) as too_early:
        must_be_corrected_since(corrected, DAY + timedelta(seconds=1))
    with pytest.raises(Invalid) as unknown:
        must_be_corrected_since(None, DAY)
    assert [one.value.errors[0].pointer for one in (too_early, unknown)] == ["#/old_version", "#/item_id"]


def test_a_statement_stands_beside_what_is_shown_in_versions() -> None:
    for kind in STATED:
        must_be_stated_beside(kind)
    for kind in set(ItemKind) - set(STATED):
        with pytest.raises(Invalid):
            must_be_stated_beside(kind)
