"""Take back what the person said, or put something else in its place; what rests on it ends with the answer."""

from uuid import UUID

import asyncpg

from services.cases.access.actions import end_grants, standing_to, take_back_refusals
from services.cases.consents import events
from services.cases.consents.actions.reading import open_consent
from services.cases.consents.domain import Consent, ConsentState
from services.cases.consents.policy import CONSENT_RULES, WITHDRAW, AboutConsent
from services.cases.consents.store import changing as store
from services.cases.consents.store.reading import consent_from
from services.cases.timeline.actions import add_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.vocabulary import GroundKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid


async def withdraw_consent(work: UnitOfWork, actor: Actor, person_id: UUID, consent_id: UUID) -> UUID:
    """Record that the person took a consent or a refusal back; what rests on it ends with the answer.

    Raises:
        NotFound: no such consent of a person the caller has a ground for.
        NotAllowed: this role does not record withdrawals.
        Conflict: it was withdrawn before, or replaced.
    """
    row = await must_be_able_to_withdraw(work, actor, person_id, consent_id)
    await _take_back(work, actor, row, None)
    await work.tell(events.ConsentWithdrawn(person_id=person_id, consent_id=consent_id))
    return consent_id


async def give_place(work: UnitOfWork, actor: Actor, consent_id: UUID, to: Consent) -> None:
    """End what the person said before, in whose place something else comes.

    Raises:
        NotFound, NotAllowed, Conflict: as for a withdrawal.
        Invalid: one is a consent and the other a refusal.
    """
    row = await must_be_able_to_withdraw(work, actor, to.person_id, consent_id)
    if row["is_refusal"] != to.is_refusal:
        raise Invalid.field(
            "#/supersedes",
            "other_kind",
            "A consent takes the place of a consent, a refusal that of a refusal.",
            "Un consentement remplace un consentement, un refus remplace un refus.",
        )
    await _take_back(work, actor, row, to.id)
    await work.tell(events.ConsentSuperseded(person_id=to.person_id, consent_id=consent_id))


async def must_be_able_to_withdraw(work: UnitOfWork, actor: Actor, person_id: UUID, consent_id: UUID) -> asyncpg.Record:
    """A consent or refusal whose withdrawal the caller may record.

    Raises:
        NotFound, NotAllowed: as for a withdrawal.
    """
    stands = await standing_to(work, person_id)
    row = await open_consent(work, person_id, consent_id)
    consent = consent_from(row)
    widens = consent.is_refusal and consent.concerns(actor.agency_id, actor.sector)
    decide(CONSENT_RULES, WITHDRAW, actor, AboutConsent(stands, widens))
    return row


async def _take_back(work: UnitOfWork, actor: Actor, row: asyncpg.Record, superseded_by: UUID | None) -> None:
    consent_id, person_id = row["id"], row["person_id"]
    if not await store.withdraw(work, consent_id, actor.subject, superseded_by):
        raise Conflict("This was withdrawn before.", detail_fr="Cela a déjà été retiré.", state="withdrawn")
    if row["is_refusal"]:
        await take_back_refusals(work, consent_id)
    else:
        await end_grants(work, GroundKind.CONSENT, consent_id)
    await add_record_line(
        work,
        actor,
        LineKind.CONSENT_WITHDRAWN,
        person_id,
        row["municipality_id"],
        item_id=consent_id,
        state=ConsentState.WITHDRAWN,
        named=frozenset({*row["agencies"], row["agency_id"]}),
    )
