"""Referrals say who received what was changed since."""

from uuid import UUID

from services.cases.rights_steps.actions.notices import Recipient, tell_recipient
from shared.contracts.cases.rights import StepKind
from shared.database.unit_of_work import UnitOfWork
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription


async def _tell_who_received_it(work: UnitOfWork, told: Told) -> None:
    found = Recipient(
        step_id=UUID(told.data["step_id"]),
        person_id=UUID(told.data["person_id"]),
        municipality_id=UUID(told.data["municipality_id"]),
        referral_id=UUID(told.data["referral_id"]),
        sender_agency_id=UUID(told.data["sender_agency_id"]),
        agency_id=UUID(told.data["receiver_agency_id"]),
        kind=StepKind(told.data["kind"]),
    )
    await tell_recipient(work, found)


RIGHTS_RECIPIENTS = Subscription(
    name="rights_recipients", types=("parcours.referral.recipient_found.v1",), handle=_tell_who_received_it
)
