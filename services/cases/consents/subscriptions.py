"""What consents do when an agreement comes into force, and when a referral travels."""

from datetime import datetime
from uuid import UUID

from services.cases.consents.actions.following import issue_for_agreement
from services.cases.consents.actions.stopping import goes_on, referral_travelled
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _give_waiting_consents_their_grants(work: UnitOfWork, told: Told) -> None:
    await issue_for_agreement(work, told.about)


CONTINUED = "parcours.consent.continued.v1"


async def _remember_on_what_it_travels(work: UnitOfWork, told: Told) -> None:
    if told.type == CONTINUED:
        await goes_on(work, UUID(told.data["consent_id"]), UUID(told.data["by_consent_id"]))
        return
    await referral_travelled(
        work,
        UUID(told.data["referral_id"]),
        UUID(told.data["person_id"]),
        [UUID(one) for one in told.data["ground_ids"]],
        datetime.fromisoformat(told.data["travelled_at"]),
    )


CONSENTS_UNDER_A_NEW_AGREEMENT = Subscription(
    name="consents_under_agreement",
    types=("parcours.agreement.came_into_force.v1",),
    handle=_give_waiting_consents_their_grants,
)
REFERRAL_GROUNDS = Subscription(
    name="referral_grounds", types=("parcours.referral.travelled.v1", CONTINUED), handle=_remember_on_what_it_travels
)
