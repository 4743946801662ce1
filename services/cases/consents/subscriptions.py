"""What consents do when an agreement comes into force, and when a referral travels."""

from datetime import datetime
from uuid import UUID

from services.cases.consents.actions.following import issue_for_agreement
from services.cases.consents.actions.stopping import Travelled, goes_on, keep_disclosure, referral_travelled
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.vocabulary import Purpose, Sector
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
    if told.data.get("categories"):
        await keep_disclosure(work, _travelled(told))


def _travelled(told: Told) -> Travelled:
    data = told.data
    return Travelled(
        id=told.id,
        referral_id=UUID(data["referral_id"]),
        person_id=UUID(data["person_id"]),
        municipality_id=UUID(data["municipality_id"]),
        agency_id=UUID(data["sender_agency_id"]),
        to_agency_id=UUID(data["receiver_agency_id"]),
        to_sector=Sector(data["receiver_sector"]),
        purpose=Purpose(data["purpose"]),
        categories=[Category(one) for one in data["categories"]],
        grounds=[
            f"{GroundKind(kind)}:{UUID(ground)}"
            for kind, ground in zip(data["ground_kinds"], data["ground_ids"], strict=True)
        ],
        disclosed_at=datetime.fromisoformat(data["travelled_at"]),
    )


CONSENTS_UNDER_A_NEW_AGREEMENT = Subscription(
    name="consents_under_agreement",
    types=("parcours.agreement.came_into_force.v1",),
    handle=_give_waiting_consents_their_grants,
)
REFERRAL_GROUNDS = Subscription(
    name="referral_grounds", types=("parcours.referral.travelled.v1", CONTINUED), handle=_remember_on_what_it_travels
)
