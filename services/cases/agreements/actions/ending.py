"""End an agreement, or leave it."""

from uuid import UUID

from services.cases.agreements import events
from services.cases.agreements.actions.reading import open_agreement
from services.cases.agreements.domain.agreement import AgreementState
from services.cases.agreements.policy import END, RULES, WITHDRAW, AboutAgreement
from services.cases.agreements.store import agreements as store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict


async def end_agreement(work: UnitOfWork, actor: Actor, agreement_id: UUID) -> UUID:
    """End it for all parties; every grant that rests on it ends now.

    Raises:
        NotFound: no such agreement in the agency's municipalities.
        NotAllowed: not a party, or not somebody who answers for it.
        Conflict: it has ended before.
    """
    await store.lock(work, agreement_id)
    agreement = store.agreement_from(await open_agreement(work, actor, agreement_id))
    decide(RULES, END, actor, AboutAgreement(agreement))
    if not await store.end(work, agreement_id, "ended"):
        raise Conflict("The agreement has ended.", detail_fr="L'accord a pris fin.", state=agreement.state)
    await work.tell(events.AgreementEnded(agreement_id=agreement_id, municipality_id=agreement.municipality_id))
    return agreement_id


async def withdraw_from_agreement(work: UnitOfWork, actor: Actor, agreement_id: UUID) -> UUID:
    """Leave it for the worker's agency. The others stay bound, unless nothing can flow between them any more.

    Raises:
        NotFound, NotAllowed: as for ending.
        Conflict: it is not in force.
    """
    await store.lock(work, agreement_id)
    agreement = store.agreement_from(await open_agreement(work, actor, agreement_id))
    decide(RULES, WITHDRAW, actor, AboutAgreement(agreement))
    state = await store.withdraw(work, agreement_id)
    if state is None:
        raise Conflict(
            "The agreement is not in force: refuse to sign it instead.",
            detail_fr="L'accord n'est pas en vigueur : refusez plutôt de le signer.",
            state=agreement.state,
        )
    about = {"agreement_id": agreement_id, "municipality_id": agreement.municipality_id}
    await work.tell(events.AgreementPartyWithdrew(**about, agency_id=actor.agency_id))
    if state == AgreementState.ENDED:
        await work.tell(events.AgreementEnded(**about))
    return agreement_id
