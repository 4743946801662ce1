"""What can happen to an appointment, in the past tense: ids, states and times, never a place or a name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.appointments import AppointmentState
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class AppointmentEvent(Event):
    """What every event about an appointment says; its type says what happened.

    Attributes:
        category: of the need, by which others than the two agencies may see that something was arranged.
        starts_at: the agreed time; empty while none is.
        worker_id: the receiver's worker whom the person meets.
        by_agency_id, by_id: empty where it ended with its referral.
    """

    ABOUT = "referral_id"

    appointment_id: UUID
    referral_id: UUID
    person_id: UUID
    case_id: UUID | None
    sender_agency_id: UUID
    receiver_agency_id: UUID
    category: Category
    state: AppointmentState
    starts_at: datetime | None
    worker_id: UUID | None
    happened_at: datetime
    by_agency_id: UUID | None
    by_id: UUID | None


class AppointmentProposed(AppointmentEvent):
    """The receiver offers one or several times."""

    TYPE = "parcours.appointment.proposed.v1"


class AppointmentConfirmed(AppointmentEvent):
    """The person agreed to one of them."""

    TYPE = "parcours.appointment.confirmed.v1"


class AppointmentMoved(AppointmentEvent):
    """Other times are offered instead."""

    TYPE = "parcours.appointment.moved.v1"


class AppointmentCancelled(AppointmentEvent):
    """It does not take place."""

    TYPE = "parcours.appointment.cancelled.v1"


class AppointmentKept(AppointmentEvent):
    """The person came, in time or late."""

    TYPE = "parcours.appointment.kept.v1"


class AppointmentMissed(AppointmentEvent):
    """The person did not come."""

    TYPE = "parcours.appointment.missed.v1"
