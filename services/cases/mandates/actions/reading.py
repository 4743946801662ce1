"""Open and list mandates."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.mandates import store
from services.cases.mandates.policy import RULES, SEE_PROPOSED, AboutMandate
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import NotFound

REMINDED_BEFORE: Final = timedelta(days=30)


async def open_mandate(work: UnitOfWork, person_id: UUID, mandate_id: UUID) -> asyncpg.Record:
    """One mandate on a person.

    Raises:
        NotFound: none that the caller may see; logged as denied.
    """
    row = await store.open_one(work, mandate_id)
    if row is None or row["person_id"] != person_id:
        log_if_denied(work, Look("open-mandate", person_id=person_id))
        raise NotFound
    return row


async def list_mandates(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Mandates on a person; one more than `limit` when there is a next page.

    Raises:
        NotFound: no ground for this person, or no such person.
    """
    await standing_to(work, person_id)
    return await store.list_some(work, person_id, after, limit + 1)


async def list_proposed(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What waits for a decision in the caller's agency; one more than `limit` when there is a next page.

    Raises:
        NotAllowed: neither supervisor nor privacy officer.
    """
    decide(RULES, SEE_PROPOSED, actor, AboutMandate(actor.municipality_id, actor.agency_id))
    return await store.list_proposed(work, after, limit + 1)


async def list_to_review(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What is to be looked at again within a month; one more than `limit` when there is a next page.

    Raises:
        NotAllowed: neither supervisor nor privacy officer.
    """
    decide(RULES, SEE_PROPOSED, actor, AboutMandate(actor.municipality_id, actor.agency_id))
    return await store.list_to_review(work, work.now + REMINDED_BEFORE, after, limit + 1)
