"""An appointment as JSON values for one reader, and as iCalendar for calendars outside.

A calendar is read by telephones, clouds and whoever lives there: it is told when, and neither who, nor where, nor which
agency, for whatever listing; not even by an organizer.

Source:
    RFC 5545 (iCalendar: UID, SEQUENCE, STATUS), RFC 7986 (a UUID as UID).
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from services.referrals.appointments.domain import Appointment, Slot
from shared.contracts.referrals.appointments import AppointmentState, label

_SUMMARY: Final = ("Appointment", "Rendez-vous")
"""English, French."""


def shown(one: Appointment, *, is_receiver: bool, french: bool) -> dict[str, Any]:
    """What both agencies see; whom the person meets is the receiver's own."""

    def says(word: StrEnum | None) -> str | None:
        return None if word is None else label(word, french=french)

    return {
        "id": one.id,
        "referral_id": one.referral_id,
        "state": one.state,
        "state_label": says(one.state),
        "slots": [{"starts_at": slot.starts_at, "ends_at": slot.ends_at} for slot in one.slots],
        "starts_at": one.agreed.starts_at if one.agreed else None,
        "ends_at": one.agreed.ends_at if one.agreed else None,
        "time_zone": one.time_zone,
        "place": one.place,
        "worker_id": one.worker_id if is_receiver else None,
        "agreed_by": one.agreed_by,
        "agreed_by_label": says(one.agreed_by),
        "cancelled_because": one.cancelled_because,
        "cancelled_because_label": says(one.cancelled_because),
        "attendance": one.attendance,
        "attendance_label": says(one.attendance),
        "attendance_because": one.attendance_because,
        "attendance_because_label": says(one.attendance_because),
        "proposed_at": one.proposed_at,
        "changed_at": one.changed_at,
        "version": one.version,
    }


def as_calendar(agreed: Sequence[tuple[Appointment, Slot]], *, french: bool) -> bytes:
    """The agreed times, or that they do not take place. A later version replaces an earlier one, by its sequence."""
    calendar = Calendar()
    calendar.add("prodid", "-//Parcours//Appointments//EN")
    calendar.add("version", "2.0")
    for one, slot in agreed:
        calendar.add_component(_event(one, slot, french=french))
    if agreed:
        years = [slot.starts_at.year for _, slot in agreed]
        calendar.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    written: bytes = calendar.to_ical()
    return written


def _event(one: Appointment, agreed: Slot, *, french: bool) -> Event:
    zone = ZoneInfo(one.time_zone)
    event = Event()
    event.add("uid", str(one.id))
    event.add("sequence", one.version - 1)
    event.add("dtstamp", one.changed_at)
    event.add("dtstart", agreed.starts_at.astimezone(zone))
    event.add("dtend", agreed.ends_at.astimezone(zone))
    event.add("summary", _SUMMARY[french])
    event.add("status", "CANCELLED" if one.state is AppointmentState.CANCELLED else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
