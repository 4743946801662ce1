"""What a calendar outside is told of a conference."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from services.cases.conferences.rendering import Meeting, as_calendar
from shared.identifiers import new_id
from tests.cases.conferences.meetings import NEXT_YEAR

MEETING = Meeting(
    id=new_id(),
    starts_at=NEXT_YEAR,
    ends_at=NEXT_YEAR + timedelta(hours=1),
    time_zone="Europe/Paris",
    is_cancelled=False,
    changed_at=NEXT_YEAR - timedelta(days=30),
    convening_agency_id=new_id(),
    asked_agency_id=new_id(),
    version=1,
)


def event_of(calendar: Calendar) -> Any:
    [event] = calendar.walk("VEVENT")
    return event


def read(meeting: Meeting, *, french: bool = False) -> Calendar:
    calendar = Calendar.from_ical(as_calendar(meeting, french=french))
    assert isinstance(calendar, Calendar)
    return calendar


def test_a_request_says_when_in_the_time_zone_of_the_municipality() -> None:
    calendar = read(MEETING)
    event = event_of(calendar)
    assert (calendar["method"], event["status"], event["sequence"]) == ("REQUEST", "CONFIRMED", 0)
    assert event["dtstart"].params["TZID"] == "Europe/Paris"
    assert event["dtstart"].dt == NEXT_YEAR
    assert event["dtstart"].dt.hour == NEXT_YEAR.hour + 2, "summer time"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]


def test_what_changes_and_what_is_cancelled_replaces_what_was_asked() -> None:
    later = replace(MEETING, starts_at=NEXT_YEAR + timedelta(minutes=30), version=2)
    cancelled = read(replace(later, is_cancelled=True, version=3))
    events = [event_of(read(MEETING)), event_of(read(later)), event_of(cancelled)]
    assert {event["uid"] for event in events} == {str(MEETING.id)}
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert (cancelled["method"], events[-1]["status"]) == ("CANCEL", "CANCELLED")


@pytest.mark.parametrize(("french", "summary"), [(False, "Conference"), (True, "Réunion")])
def test_it_tells_nothing_but_when(*, french: bool, summary: str) -> None:
    event = event_of(read(MEETING, french=french))
    assert event["summary"] == summary
    assert set(event) == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "CLASS", "ORGANIZER", "ATTENDEE"
    }  # fmt: skip
    assert (event["organizer"], event["attendee"]) == (MEETING.convening_agency_id.urn, MEETING.asked_agency_id.urn)


def test_any_zone_is_written() -> None:
    calendar = read(replace(MEETING, time_zone="UTC"))
    assert event_of(calendar)["dtstart"].dt == NEXT_YEAR
