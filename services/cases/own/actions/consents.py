"""Refuse to share one thing; take back what one agreed to or refused, and ask beforehand what ends with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.access.actions import end_grants, take_back_refusals
from services.cases.accounts.actions import who_may
from services.cases.consents import events
from services.cases.consents.actions.stopping import LIVE
from services.cases.consents.actions.withdrawing import told_of_its_end
from services.cases.consents.domain import ConsentState
from services.cases.own.policy import RULES, WITHDRAW_OWN
from services.cases.own.store import consents as store
from services.cases.timeline.actions import add_own_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.vocabulary import GroundKind
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict, NotFound


@dataclass(frozen=True)
class Stops:
    """What ends with a consent, as far as it is theirs to know."""

    grants: Sequence[asyncpg.Record]
    referrals: Sequence[asyncpg.Record]


async def preview_own_withdrawal(work: UnitOfWork, caller: PersonActor, consent_id: UUID) -> Stops:
    """What would end if one took this back now; nothing changes.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: a representative without the power to consent.
        NotFound: nothing such that the person said; for a representative, that they said themselves.
    """
    mine = await who_may(work, caller, RULES, WITHDRAW_OWN, "preview-own-withdrawal")
    said = await store.open_one(work, mine, consent_id)
    if said is None:
        raise NotFound
    if said["is_refusal"] or said["withdrawn_at"] is not None:
        return Stops((), ())
    grants = await store.grants_on(work, mine, consent_id)
    return Stops(grants, await store.referrals_on(work, mine, consent_id, LIVE))


async def withdraw_own_consent(work: UnitOfWork, caller: PersonActor, consent_id: UUID) -> UUID:
    """Take back a consent or a refusal; what rests on it ends with the answer.

    Raises:
        SpeaksForNobody, NotAllowed, NotFound: as above.
        Conflict: it was taken back before.
    """
    mine = await who_may(work, caller, RULES, WITHDRAW_OWN, "withdraw-own-consent")
    said = await store.find(work, mine, consent_id)
    if said is None:
        raise NotFound
    if not await store.withdraw(work, mine, consent_id):
        raise Conflict("This was withdrawn before.", detail_fr="Cela a déjà été retiré.", state="withdrawn")
    if said["is_refusal"]:
        await take_back_refusals(work, consent_id)
    else:
        await end_grants(work, GroundKind.CONSENT, consent_id)
    named = told_of_its_end(said)
    await add_own_record_line(work, said, LineKind.CONSENT_WITHDRAWN, state=ConsentState.WITHDRAWN, named=named)
    await work.tell(events.ConsentWithdrawn(person_id=mine.person_id, consent_id=consent_id))
    return consent_id
