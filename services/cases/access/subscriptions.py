"""Looks at referrals stand in the person's access log too, so that the list of who looked is complete."""

from datetime import datetime
from uuid import UUID

from services.cases.access.actions import keep_told_look
from shared.contracts.identity.vocabulary import Purpose
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _keep_the_look(work: UnitOfWork, told: Told) -> None:
    data = told.data
    await keep_told_look(
        work,
        told.id,
        at=datetime.fromisoformat(data["looked_at"]),
        person_id=UUID(data["person_id"]),
        subject_id=UUID(data["subject_id"]),
        agency_id=UUID(data["agency_id"]),
        purpose=Purpose(data["purpose"]),
        decision_id=UUID(data["decision_id"]),
        act=data["act"],
        ground=f"referral:{UUID(data['referral_id'])}",
    )


REFERRAL_LOOKS = Subscription(name="referral_looks", types=("parcours.referral.looked_at.v1",), handle=_keep_the_look)
