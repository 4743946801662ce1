"""What appointments do when their referral ends."""

from datetime import datetime
from typing import Final
from uuid import UUID

from services.referrals.appointments.actions.arranging import EndedReferral, referral_ended
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription

_ENDED: Final = (
    "parcours.referral.completed.v1",
    "parcours.referral.stopped.v1",
    "parcours.referral.declined.v1",
    "parcours.referral.alternative_taken.v1",
    "parcours.referral.withdrawn.v1",
    "parcours.referral.expired.v1",
    "parcours.referral.entered_in_error.v1",
)


async def _cancel_what_was_to_come(work: UnitOfWork, told: Told) -> None:
    data = told.data
    ended = EndedReferral(
        id=UUID(data["referral_id"]),
        person_id=UUID(data["person_id"]),
        case_id=UUID(data["case_id"]) if data["case_id"] else None,
        sender_agency_id=UUID(data["sender_agency_id"]),
        receiver_agency_id=UUID(data["receiver_agency_id"]),
        category=Category(data["category"]),
        ended_at=datetime.fromisoformat(data["moved_at"]),
    )
    await referral_ended(work, ended)


ENDED_REFERRALS: Final = Subscription(name="ended_referrals", types=_ENDED, handle=_cancel_what_was_to_come)
