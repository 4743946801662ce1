"""See how much each worker of an agency has to do."""

from uuid import UUID

import asyncpg

from services.cases.tasks.policy import LOAD_RULES, SEE_LOAD, AboutAgency
from services.cases.tasks.store import loads as store
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide


async def list_loads(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Workers of the caller's agency and how many cases and tasks each has, of those that the caller may see; one more
    than `limit` when there is a next page.

    Raises:
        NotAllowed: the caller does not supervise there.
    """
    decide(LOAD_RULES, SEE_LOAD, actor, AboutAgency(actor.agency_id))
    return await store.list_some(work, after, limit + 1)
