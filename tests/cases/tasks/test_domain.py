"""Tasks, parts of lists and absences, without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.cases.duties.domain import first_place_after
from services.cases.tasks.domain.absence import LONGEST, Absence
from services.cases.tasks.domain.listing import Wanted, Whose
from services.cases.tasks.domain.task import FOLLOWING, state_after
from shared.contracts.cases.duties import TaskState
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 14, tzinfo=UTC)


@pytest.mark.parametrize("wanted", list(TaskState))
@pytest.mark.parametrize("present", list(TaskState))
def test_a_task_is_done_or_dropped_and_may_be_open_again(present: TaskState, wanted: TaskState) -> None:
    if wanted is present or wanted in FOLLOWING[present]:
        assert state_after(present, wanted) is wanted
        assert TaskState.OPEN in {present, wanted} or wanted is present
    else:
        with pytest.raises(Conflict) as refused:
            state_after(present, wanted)
        assert refused.value.extensions["state"] == present


def test_a_part_of_a_list_ends_with_the_day_that_is_asked_for() -> None:
    def ends(due_until: date | None, *, only_overdue: bool = False) -> int:
        return Wanted(whose=Whose.ME, due_until=due_until, only_overdue=only_overdue, today=TODAY).place_before

    assert ends(TODAY) == first_place_after(TODAY)
    assert ends(None) > first_place_after(date.max)
    assert ends(None, only_overdue=True) == ends(TODAY)
    assert ends(date(2026, 1, 1), only_overdue=True) == first_place_after(date(2026, 1, 1))


def absence(*, deputy_id: UUID | None = None, starts_in: timedelta = timedelta(), lasts: timedelta) -> Absence:
    starts_at = NOW + starts_in
    worker_id = new_id()
    return Absence(
        id=new_id(),
        agency_id=new_id(),
        worker_id=worker_id,
        deputy_id=deputy_id or new_id(),
        starts_at=starts_at,
        ends_at=starts_at + lasts,
    )


def test_an_absence_lasts_a_moment_at_least_and_a_year_at_most() -> None:
    absence(lasts=timedelta(microseconds=1)).check(NOW)
    absence(lasts=LONGEST).check(NOW)
    absence(starts_in=-timedelta(days=3), lasts=timedelta(days=4)).check(NOW)
    for wrong in (
        absence(lasts=timedelta()),
        absence(lasts=LONGEST + timedelta(microseconds=1)),
        absence(starts_in=-timedelta(days=3), lasts=timedelta(days=3)),
    ):
        with pytest.raises(Invalid):
            wrong.check(NOW)


def test_nobody_stands_in_for_themselves() -> None:
    own = absence(lasts=timedelta(days=1))
    same = Absence(
        id=own.id,
        agency_id=own.agency_id,
        worker_id=own.worker_id,
        deputy_id=own.worker_id,
        starts_at=own.starts_at,
        ends_at=own.ends_at,
    )
    with pytest.raises(Invalid):
        same.check(NOW)
