"""Looks at referrals stand in the person's access log too, so that the list of who looked is complete."""

from datetime import datetime
from uuid import UUID

from services.cases.access.actions import keep_told_looks
from shared.contracts.cases.vocabulary import Act
from shared.contracts.identity.vocabulary import Purpose
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription

OPENED = "parcours.referral.looked_at.v1"
LISTED = "parcours.referral.listed.v1"


async def _keep_the_looks(work: UnitOfWork, told: Told) -> None:
    data = told.data
    is_list = told.type == LISTED
    referrals = data["referral_ids"] if is_list else [data["referral_id"]]
    persons = data["person_ids"] if is_list else [data["person_id"]]
    territories = data["municipality_ids"] if is_list else [data["municipality_id"]]
    await keep_told_looks(
        work,
        [
            (UUID(person), UUID(municipality), f"referral:{UUID(referral)}")
            for person, municipality, referral in zip(persons, territories, referrals, strict=True)
        ],
        at=datetime.fromisoformat(data["looked_at"]),
        subject_id=UUID(data["subject_id"]),
        agency_id=UUID(data["agency_id"]),
        purpose=Purpose(data["purpose"]),
        decision_id=UUID(data["decision_id"]),
        act=Act.SEARCH_HIT if is_list else Act(data["act"]),
    )


REFERRAL_LOOKS = Subscription(name="referral_looks", types=(OPENED, LISTED), handle=_keep_the_looks)
