"""An appointment: what can be done with it, from where, and what is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from services.referrals.appointments.domain import (
    Appointment,
    AppointmentElsewhere,
    NoAppointmentsNow,
    Slot,
    attended,
    cancelled,
    checked,
    confirmed,
    moved,
    must_allow_appointments,
)
from services.referrals.appointments.rendering import as_calendar
from services.referrals.lifecycle.domain.table import ENDS
from shared.contracts.referrals import appointments
from shared.contracts.referrals.appointments import (
    AgreedBy,
    AppointmentState,
    Attendance,
    AttendanceReason,
    CancellingReason,
    label,
)
from shared.contracts.referrals.vocabulary import Party, State
from shared.identifiers import new_id
from shared.refusals import Invalid
from tests.referrals.lifecycle.referrals import NOW, referral_in

HOUR = timedelta(hours=1)
FIRST, SECOND = (Slot(NOW + days * 24 * HOUR, NOW + days * 24 * HOUR + HOUR) for days in (1, 2))
OFFERED = Appointment(
    id=new_id(),
    referral_id=new_id(),
    time_zone="Europe/Paris",
    proposed_at=NOW,
    changed_at=NOW,
    worker_id=new_id(),
    place="Rue du Refuge 7",
    slots=(FIRST, SECOND),
)
AGREED = confirmed(OFFERED, SECOND.starts_at, AgreedBy.PERSON, NOW)
AFTERWARDS = SECOND.ends_at


@pytest.mark.parametrize("state", State)
def test_nobody_meets_before_it_was_received_or_after_it_has_ended(state: State) -> None:
    meets = state not in ENDS | {State.DRAFT, State.SENT, State.ALTERNATIVE_OFFERED}
    if meets:
        must_allow_appointments(referral_in(state))
    else:
        with pytest.raises(NoAppointmentsNow):
            must_allow_appointments(referral_in(state))


def test_nobody_meets_while_it_is_on_hold_because_a_ground_ended() -> None:
    with pytest.raises(NoAppointmentsNow):
        must_allow_appointments(referral_in(State.ON_HOLD, held_by=Party.GROUND))


def test_times_are_offered_in_order_each_once_wherever_they_were_said() -> None:
    east = timezone(timedelta(hours=5))
    same = Slot(FIRST.starts_at.astimezone(east), FIRST.ends_at.astimezone(east))
    assert checked([SECOND, same, FIRST], NOW) == (FIRST, SECOND)


@pytest.mark.parametrize(
    ("slot", "pointer"),
    [
        (Slot(NOW, NOW + HOUR), "starts_at"),
        (Slot(NOW + 367 * 24 * HOUR, NOW + 367 * 24 * HOUR + HOUR), "starts_at"),
        (Slot(FIRST.ends_at, FIRST.starts_at), "ends_at"),
        (Slot(FIRST.starts_at, FIRST.starts_at + 13 * HOUR), "ends_at"),
    ],
)
def test_a_time_that_cannot_be_is_pointed_at(slot: Slot, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked([FIRST, slot], NOW)
    assert refused.value.errors[0].pointer == f"#/slots/1/{pointer}"


def test_one_of_the_times_is_agreed_and_no_other_one() -> None:
    assert (AGREED.agreed, AGREED.slots, AGREED.state) == (SECOND, (SECOND,), AppointmentState.CONFIRMED)
    for starts_at, now in ((NOW + 5 * HOUR, NOW), (FIRST.starts_at, FIRST.starts_at)):
        with pytest.raises(Invalid):
            confirmed(OFFERED, starts_at, AgreedBy.PERSON, now)
    with pytest.raises(AppointmentElsewhere):
        confirmed(AGREED, SECOND.starts_at, AgreedBy.PERSON, NOW)


def test_what_is_moved_is_agreed_anew() -> None:
    again = moved(AGREED, (FIRST,), None, "")
    assert (again.state, again.agreed, again.agreed_by) == (AppointmentState.PROPOSED, None, None)
    assert again.version == AGREED.version + 1
    with pytest.raises(AppointmentElsewhere):
        moved(cancelled(AGREED, CancellingReason.SAFETY), (FIRST,), None, "")


@pytest.mark.parametrize(
    ("attendance", "because", "is_whole"),
    [
        (Attendance.CAME, None, True),
        (Attendance.CAME, AttendanceReason.ILL, False),
        (Attendance.CAME_LATE, AttendanceReason.NO_TRANSPORT, True),
        (Attendance.CAME_LATE, None, False),
        (Attendance.DID_NOT_COME, AttendanceReason.NOT_KNOWN, True),
        (Attendance.DID_NOT_COME, None, False),
    ],
)
def test_who_came_late_or_not_has_a_reason_and_who_came_has_none(
    attendance: Attendance, because: AttendanceReason | None, *, is_whole: bool
) -> None:
    if is_whole:
        over = attended(AGREED, attendance, because, AFTERWARDS)
        assert (over.state, over.attendance, over.attendance_because) == (AppointmentState.OVER, attendance, because)
        assert attended(over, Attendance.CAME, None, AFTERWARDS).attendance_because is None, "the later word holds"
        with pytest.raises(AppointmentElsewhere):
            cancelled(over, CancellingReason.PERSON_WISH)
    else:
        with pytest.raises(Invalid):
            attended(AGREED, attendance, because, AFTERWARDS)


def test_nobody_is_missed_before_the_time_or_where_none_was_agreed() -> None:
    with pytest.raises(Invalid):
        attended(AGREED, Attendance.CAME, None, SECOND.starts_at - HOUR)
    for one in (OFFERED, cancelled(AGREED, CancellingReason.SAFETY)):
        with pytest.raises(AppointmentElsewhere):
            attended(one, Attendance.CAME, None, AFTERWARDS)


def event_of(one: Appointment, *, french: bool = False) -> Any:
    assert one.agreed is not None
    calendar = Calendar.from_ical(as_calendar([(one, one.agreed)], french=french))
    [event] = calendar.walk("VEVENT")
    return event


def test_a_calendar_is_told_when_and_neither_who_nor_where_nor_by_whom() -> None:
    event = event_of(AGREED, french=True)
    assert (event["summary"], event["status"], event["class"]) == ("Rendez-vous", "CONFIRMED", "PRIVATE")
    assert event["dtstart"].dt == SECOND.starts_at.astimezone(ZoneInfo("Europe/Paris"))
    assert set(event) == {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "CLASS"}
    assert AGREED.agreed is not None
    written = as_calendar([(AGREED, AGREED.agreed)], french=False).decode()
    assert not any(word in written for word in ("Refuge", str(AGREED.worker_id), str(AGREED.referral_id)))


def test_a_later_version_takes_the_place_of_an_earlier_one() -> None:
    off = cancelled(AGREED, CancellingReason.WORKER_ABSENT)
    before, after = event_of(AGREED), event_of(replace(off, changed_at=datetime(2026, 3, 3, tzinfo=UTC)))
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"], after["status"]) == (1, 2, "CANCELLED")


@pytest.mark.parametrize("word", [word for kind in appointments._LABELS for word in kind])
def test_every_word_is_said_in_both_languages(word: Any) -> None:
    assert label(word, french=False)
    assert label(word, french=True) != label(word, french=False)
