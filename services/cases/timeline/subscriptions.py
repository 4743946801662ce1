"""What the timeline does when referrals speaks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.cases.timeline.actions import AppointmentTold, ReferralMove, add_appointment, add_move
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import ShownAs, shown_as
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription

_KINDS = {
    f"parcours.referral.{kind.removeprefix('referral_')}.v1": kind
    for kind in LineKind
    if shown_as(kind) is ShownAs.REFERRAL
}
_APPOINTMENTS = {
    f"parcours.appointment.{kind.removeprefix('appointment_')}.v1": kind
    for kind in LineKind
    if shown_as(kind) is ShownAs.APPOINTMENT
}
_WHEN_IT_WAS = frozenset({LineKind.APPOINTMENT_KEPT, LineKind.APPOINTMENT_MISSED})


async def _write_the_move(work: UnitOfWork, told: Told) -> None:
    if told.type in _APPOINTMENTS:
        await add_appointment(work, told.id, _appointment(_APPOINTMENTS[told.type], told.data))
        return
    await add_move(work, told.id, _move(_KINDS[told.type], told.data))


def _move(kind: LineKind, data: Mapping[str, Any]) -> ReferralMove:
    category = data.get("category")
    return ReferralMove(
        referral_id=UUID(data["referral_id"]),
        person_id=UUID(data["person_id"]),
        case_id=_id(data["case_id"]),
        sender_agency_id=UUID(data["sender_agency_id"]),
        receiver_agency_id=UUID(data["receiver_agency_id"]),
        kind=kind,
        category=Category(category) if category else None,
        state=data["state"],
        moved_at=datetime.fromisoformat(data["moved_at"]),
        by_agency_id=_id(data["by_agency_id"]),
        by_id=_id(data["by_id"]),
        due_at=datetime.fromisoformat(data["due_at"]) if data.get("due_at") else None,
    )


def _appointment(kind: LineKind, data: Mapping[str, Any]) -> AppointmentTold:
    return AppointmentTold(
        appointment_id=UUID(data["appointment_id"]),
        referral_id=UUID(data["referral_id"]),
        person_id=UUID(data["person_id"]),
        case_id=_id(data["case_id"]),
        sender_agency_id=UUID(data["sender_agency_id"]),
        receiver_agency_id=UUID(data["receiver_agency_id"]),
        kind=kind,
        category=Category(data["category"]),
        state=data["state"],
        at=datetime.fromisoformat(data["starts_at" if kind in _WHEN_IT_WAS else "happened_at"]),
        by_agency_id=_id(data["by_agency_id"]),
        by_id=_id(data["by_id"]),
    )


def _id(told: str | None) -> UUID | None:
    return UUID(told) if told else None


REFERRAL_MOVES = Subscription(name="referral_moves", types=(*_KINDS, *_APPOINTMENTS), handle=_write_the_move)
