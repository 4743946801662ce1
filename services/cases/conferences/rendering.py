"""A conference as iCalendar, for calendars outside: when, and nothing else.

No name, no title, no place, no address of a call: a calendar is read by telephones, secretaries and clouds. Who takes
part looks in Parcours, by the id of the event.

Source:
    RFC 5545 (iCalendar), RFC 5546 (iTIP: REQUEST and CANCEL, SEQUENCE), RFC 7986 (a UUID as UID).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

_SUMMARY: Final = ("Conference", "Réunion")
"""English, French."""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """When people come together, by whom it is asked and who is.

    Attributes:
        time_zone: of the IANA database.
        asked_agency_id: that of whoever reads the calendar.
        version: of the conference, from 1.
    """

    id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    is_cancelled: bool
    changed_at: datetime
    convening_agency_id: UUID
    asked_agency_id: UUID
    version: int


def as_calendar(meeting: Meeting, *, french: bool) -> bytes:
    """The invitation, or that it does not take place. A later version replaces an earlier one, by its sequence."""
    zone = ZoneInfo(meeting.time_zone)
    event = Event()
    event.add("uid", str(meeting.id))
    event.add("sequence", meeting.version - 1)
    event.add("dtstamp", meeting.changed_at)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", _SUMMARY[french])
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(meeting.convening_agency_id.urn))
    event.add("attendee", vCalAddress(meeting.asked_agency_id.urn))
    calendar = Calendar()
    calendar.add("prodid", "-//Parcours//Conferences//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.is_cancelled else "REQUEST")
    calendar.add_component(event)
    year = meeting.starts_at.year
    calendar.add_missing_timezones(date(year - 1, 1, 1), date(year + 2, 1, 1))
    written: bytes = calendar.to_ical()
    return written
