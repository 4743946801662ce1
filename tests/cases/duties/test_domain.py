"""What must be done, without a database."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.cases.duties.domain import Duty, ShownAs, first_place_after, who_acts_next
from shared.contracts.cases.duties import DutyKind
from shared.contracts.referrals.vocabulary import State
from shared.identifiers import new_id

SENDER, RECEIVER = new_id(), new_id()
SINCE = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)


def duty(kind: DutyKind, due_on: date | None = None) -> Duty:
    return Duty(
        id=new_id(),
        kind=kind,
        case_id=None,
        municipality_id=new_id(),
        category=None,
        agency_id=SENDER,
        worker_id=None,
        for_agency_id=RECEIVER,
        for_worker_id=None,
        due_on=due_on,
        since=SINCE,
    )


@pytest.mark.parametrize("kind", list(DutyKind))
def test_each_kind_has_a_rule_by_which_it_is_shown(kind: DutyKind) -> None:
    assert duty(kind).shown_as in ShownAs


@pytest.mark.parametrize("kind", list(DutyKind))
def test_what_has_a_date_stands_by_it(kind: DutyKind) -> None:
    assert duty(kind, date(2026, 4, 1)).day == date(2026, 4, 1)


def test_what_somebody_waits_for_stands_at_the_day_since_when_and_the_rest_comes_last() -> None:
    assert duty(DutyKind.REFERRAL).day == date(2026, 3, 2)
    assert duty(DutyKind.ACTION).day > date(9000, 1, 1)


def test_a_day_that_cannot_be_counted_stands_at_the_nearest_that_can() -> None:
    assert duty(DutyKind.ACTION, date.min).day == date(2000, 1, 1)
    assert duty(DutyKind.ACTION, date.max).day == duty(DutyKind.ACTION).day


def test_a_list_goes_on_with_the_next_day_after_all_risks_of_one() -> None:
    assert first_place_after(date(2000, 1, 1)) == 4
    assert first_place_after(date(2000, 1, 2)) - first_place_after(date(2000, 1, 1)) == 4


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.DRAFT, None),
        (State.SENT, (DutyKind.REFERRAL, RECEIVER)),
        (State.RECEIVED, (DutyKind.REFERRAL, RECEIVER)),
        (State.INFORMATION_REQUESTED, (DutyKind.QUESTION, SENDER)),
        (State.ALTERNATIVE_OFFERED, (DutyKind.ALTERNATIVE, SENDER)),
        (State.ACCEPTED, (DutyKind.START, RECEIVER)),
        (State.WAITLISTED, None),
        (State.IN_PROGRESS, None),
        (State.COMPLETED, None),
        ("a state of a later version", None),
    ],
)
def test_of_a_referral_one_agency_moves_next_or_nobody(state: str, expected: tuple[DutyKind, UUID] | None) -> None:
    assert who_acts_next(state, SENDER, RECEIVER) == expected
