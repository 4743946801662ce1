"""Find agreements, and those that let somebody receive."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.cases.agreements.domain.agreement import Agreement
from services.cases.agreements.store import agreements as store
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Sector
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound


async def open_agreement(work: UnitOfWork, actor: Actor, agreement_id: UUID) -> asyncpg.Record:
    """One agreement of the municipalities in which the caller's agency operates.

    Raises:
        NotFound: none.
    """
    row = await store.open_one(work, agreement_id, actor.municipalities)
    if row is None:
        raise NotFound
    return row


async def list_agreements(work: UnitOfWork, actor: Actor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Agreements of the caller's municipalities; one more than `limit` when there is a next page."""
    return await store.list_some(work, actor.municipalities, after, limit + 1)


async def agreements_for(
    work: UnitOfWork, municipality_id: UUID, *, agencies: Sequence[UUID] = (), sectors: Sequence[Sector] = ()
) -> list[Agreement]:
    """Agreements under which one of these agencies or sectors receives, now or from a later date on.

    Nobody changes them until the transaction ends.
    """
    return await store.receiving(work, municipality_id, list(agencies), list(sectors))


async def receivers_under(work: UnitOfWork, agreement_id: UUID) -> list[UUID]:
    """The agencies that receive under an agreement."""
    return await store.receivers(work, agreement_id)
