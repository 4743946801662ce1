"""Tell those who received what was changed since, and hear that they have dealt with it."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.rights_steps import events
from services.cases.rights_steps.domain import Answer
from services.cases.rights_steps.policy import ACKNOWLEDGE, HEAR, RECIPIENT_RULES, AboutRecipient
from services.cases.rights_steps.store import notices as store
from services.cases.territories.actions import today_in
from shared.contracts.cases.rights import StepKind, StepState
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """An agency that received it with a referral."""

    step_id: UUID
    person_id: UUID
    municipality_id: UUID
    referral_id: UUID
    sender_agency_id: UUID
    agency_id: UUID
    kind: StepKind


async def tell_recipient(work: UnitOfWork, found: Recipient) -> None:
    """Keep that it is told, and tell. Background work."""
    notice_id = new_id()
    if not await store.tell(work, notice_id, found.step_id, found.referral_id, found.agency_id):
        return
    work.lies_in(found.person_id, found.municipality_id)
    told = {name: value for name, value in vars(found).items() if name != "municipality_id"}
    await work.tell(events.RecipientTold(rights_notice_id=notice_id, **told))


async def read_notice(work: UnitOfWork, actor: Actor, notice_id: UUID, operation: str) -> asyncpg.Record:
    """One for the caller's agency; the look is logged.

    Raises:
        NotAllowed: the caller reads no referrals there.
        NotFound: none for that agency, or about somebody of whom the caller may not know.
    """
    decide(RECIPIENT_RULES, HEAR, actor, AboutRecipient(actor.agency_id))
    row = await store.read(work, notice_id, operation)
    if row is None:
        log_if_denied(work, Look(operation))
        raise NotFound
    return row


async def list_notices(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Those for the caller's agency; one more than `limit` if there is.

    Raises:
        NotAllowed: the caller reads no referrals there.
    """
    decide(RECIPIENT_RULES, HEAR, actor, AboutRecipient(actor.agency_id))
    return await store.list_some(work, after, limit)


async def acknowledge(work: UnitOfWork, actor: Actor, notice_id: UUID, answer: Answer) -> UUID:
    """Say that the caller's agency has dealt with it, and how; the step is done when nobody else is waited for.

    Raises:
        NotAllowed, NotFound: as for reading it.
        Conflict: it was said before.
        Invalid: as `Answer.must_answer` says.
    """
    decide(RECIPIENT_RULES, ACKNOWLEDGE, actor, AboutRecipient(actor.agency_id))
    notice = await read_notice(work, actor, notice_id, "acknowledge-rights-notice")
    work.lies_in(notice["person_id"], notice["municipality_id"])
    answer.must_answer(StepKind(notice["kind"]), await today_in(work, notice["municipality_id"]))
    step = await store.acknowledge(work, notice_id, answer)
    if step is None:
        raise Conflict("It was acknowledged before.", detail_fr="La réception a déjà été accusée.")
    await work.tell(
        events.RecipientAcknowledged(
            rights_notice_id=notice_id,
            step_id=step["step_id"],
            person_id=notice["person_id"],
            referral_id=notice["referral_id"],
            agency_id=actor.agency_id,
            state=StepState(step["state"]),
            answer=answer.what,
        )
    )
    return notice_id
