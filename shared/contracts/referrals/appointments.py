"""Closed lists of appointments, each word in English and French."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    PROPOSED = "proposed"
    """One or several times are offered; none is agreed."""
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    OVER = "over"
    """Its time has come, and it was said whether the person came."""


class AgreedBy(StrEnum):
    """Who agreed to the time, as the worker who spoke with them says."""

    PERSON = "person"
    REPRESENTATIVE = "representative"


class Attendance(StrEnum):
    """Whether the person came."""

    CAME = "came"
    CAME_LATE = "came_late"
    DID_NOT_COME = "did_not_come"


class AttendanceReason(StrEnum):
    """Why somebody came late or not, as far as it is known."""

    NOT_KNOWN = "not_known"
    FORGOTTEN = "forgotten"
    ILL = "ill"
    NO_TRANSPORT = "no_transport"
    WORK_OR_CARE = "work_or_care"
    NOT_TOLD = "not_told"
    NOT_WANTED = "not_wanted"
    AFRAID = "afraid"


class CancellingReason(StrEnum):
    """Why an appointment does not take place."""

    PERSON_WISH = "person_wish"
    PERSON_UNAVAILABLE = "person_unavailable"
    WORKER_ABSENT = "worker_absent"
    AGENCY_CLOSED = "agency_closed"
    NO_LONGER_NEEDED = "no_longer_needed"
    SAFETY = "safety"
    ENTERED_IN_ERROR = "entered_in_error"
    REFERRAL_ENDED = "referral_ended"
    """Its referral ended before; said by nobody."""


_LABELS: Final[Mapping[type[StrEnum], Mapping[StrEnum, tuple[str, str]]]] = MappingProxyType(
    {
        AppointmentState: {
            AppointmentState.PROPOSED: ("Proposed", "Proposé"),
            AppointmentState.CONFIRMED: ("Confirmed", "Confirmé"),
            AppointmentState.CANCELLED: ("Cancelled", "Annulé"),
            AppointmentState.OVER: ("Over", "Passé"),
        },
        AgreedBy: {
            AgreedBy.PERSON: ("The person", "La personne"),
            AgreedBy.REPRESENTATIVE: ("Who represents the person", "Qui représente la personne"),
        },
        Attendance: {
            Attendance.CAME: ("Came", "Présente"),
            Attendance.CAME_LATE: ("Came late", "En retard"),
            Attendance.DID_NOT_COME: ("Did not come", "Absente"),
        },
        AttendanceReason: {
            AttendanceReason.NOT_KNOWN: ("Not known", "Inconnu"),
            AttendanceReason.FORGOTTEN: ("Forgotten", "Oubli"),
            AttendanceReason.ILL: ("Ill", "Maladie"),
            AttendanceReason.NO_TRANSPORT: ("No way to get there", "Pas de moyen de transport"),
            AttendanceReason.WORK_OR_CARE: ("Work, or somebody to care for", "Travail ou proche à garder"),
            AttendanceReason.NOT_TOLD: ("Was not told of it", "N'en avait pas été informée"),
            AttendanceReason.NOT_WANTED: ("Did not want to", "Ne le souhaitait pas"),
            AttendanceReason.AFRAID: ("Was afraid to", "En avait peur"),
        },
        CancellingReason: {
            CancellingReason.PERSON_WISH: ("Wish of the person", "Souhait de la personne"),
            CancellingReason.PERSON_UNAVAILABLE: ("The person cannot come", "La personne est indisponible"),
            CancellingReason.WORKER_ABSENT: ("The worker is absent", "L'intervenant est absent"),
            CancellingReason.AGENCY_CLOSED: ("The agency is closed", "L'organisme est fermé"),
            CancellingReason.NO_LONGER_NEEDED: ("No longer needed", "Plus nécessaire"),
            CancellingReason.SAFETY: ("Not safe", "Pas sûr"),
            CancellingReason.ENTERED_IN_ERROR: ("Entered in error", "Saisi par erreur"),
            CancellingReason.REFERRAL_ENDED: ("The referral has ended", "L'orientation a pris fin"),
        },
    }
)


def label(word: StrEnum, *, french: bool) -> str:
    """A word of the lists above."""
    return _LABELS[type(word)][word][french]
