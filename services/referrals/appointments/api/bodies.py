"""What comes with a request about an appointment, and what is answered."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from services.referrals.appointments.actions.arranging import Offered
from services.referrals.appointments.domain import MOST_SLOTS, Slot
from shared.contracts.referrals.appointments import (
    AgreedBy,
    AppointmentState,
    Attendance,
    AttendanceReason,
    CancellingReason,
)
from shared.refusals import WrongValue

_SLOT: Final = {"starts_at": "2026-10-12T09:30:00+02:00", "ends_at": "2026-10-12T10:15:00+02:00"}
_WORKER: Final = "0198c0de-0000-7000-8000-0000000000d1"
_EXAMPLE: Final[dict[str, Any]] = {
    "id": "0198c0de-0000-7000-8000-000000000a01",
    "referral_id": "0198c0de-0000-7000-8000-000000000d01",
    "state": "confirmed",
    "state_label": "Confirmed",
    "slots": [_SLOT],
    **_SLOT,
    "time_zone": "Europe/Paris",
    "place": "Reception, ground floor",
    "worker_id": _WORKER,
    "agreed_by": "person",
    "agreed_by_label": "The person",
    "cancelled_because": None,
    "cancelled_because_label": None,
    "attendance": None,
    "attendance_label": None,
    "attendance_because": None,
    "attendance_because_label": None,
    "proposed_at": "2026-10-05T09:14:00+00:00",
    "changed_at": "2026-10-06T08:02:00+00:00",
    "version": 2,
}


def _body(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class SlotIn(BaseModel):
    """A time that is offered."""

    model_config = _body(**_SLOT)

    starts_at: AwareDatetime = Field(description="Within a year from now.")
    ends_at: AwareDatetime = Field(description="Within twelve hours of the beginning.")


class OfferIn(BaseModel):
    """One or several times, whom the person would meet, and where."""

    model_config = _body(slots=[_SLOT], worker_id=_WORKER, place="Reception, ground floor")

    slots: list[SlotIn] = Field(min_length=1, max_length=MOST_SLOTS)
    worker_id: UUID | None = Field(None, description="Of your agency; only your agency sees it.")
    place: Annotated[str, Field(max_length=200)] = Field(
        "", description="An office, and never somebody's home. Both agencies read it; it is in no calendar."
    )

    def offered(self, *, knows_worker: bool) -> Offered:
        """As the action takes it."""
        return Offered(
            slots=[Slot(one.starts_at, one.ends_at) for one in self.slots],
            worker_id=self.worker_id,
            knows_worker=knows_worker,
            place=self.place,
        )


class ConfirmationIn(BaseModel):
    """To which of the times the person agreed."""

    model_config = _body(starts_at=_SLOT["starts_at"], agreed_by="person")

    starts_at: AwareDatetime
    agreed_by: AgreedBy


class CancellationIn(BaseModel):
    """Why it does not take place."""

    model_config = _body(reason="person_unavailable")

    reason: CancellingReason

    @field_validator("reason")
    @classmethod
    def _is_said_by_somebody(cls, reason: CancellingReason) -> CancellingReason:
        if reason is CancellingReason.REFERRAL_ENDED:
            raise WrongValue("this follows from the end of the referral", "cela découle de la fin de l'orientation")
        return reason


class AttendanceIn(BaseModel):
    """Whether the person came, and why late or not."""

    model_config = _body(attendance="did_not_come", reason="no_transport")

    attendance: Attendance
    reason: AttendanceReason | None = Field(None, description="Where the person came late or not; `not_known` if so.")


class SlotView(BaseModel):
    """A time that is offered, or was agreed."""

    starts_at: datetime
    ends_at: datetime


class AppointmentView(BaseModel):
    """An appointment."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    id: UUID
    referral_id: UUID
    state: AppointmentState
    state_label: str
    slots: list[SlotView] = Field(description="What is offered; the agreed one once there is.")
    starts_at: datetime | None = Field(description="Null while nothing is agreed.")
    ends_at: datetime | None
    time_zone: str = Field(description="In which the agency works.")
    place: str
    worker_id: UUID | None = Field(description="For the receiving agency only.")
    agreed_by: AgreedBy | None
    agreed_by_label: str | None
    cancelled_because: CancellingReason | None
    cancelled_because_label: str | None
    attendance: Attendance | None
    attendance_label: str | None
    attendance_because: AttendanceReason | None
    attendance_because_label: str | None
    proposed_at: datetime
    changed_at: datetime
    version: int
