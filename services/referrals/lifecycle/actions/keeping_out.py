"""Keep a worker who is close to a person from the referrals about them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals.lifecycle.store import kept_out as store
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class ConflictOfInterest:
    """As cases tells it."""

    id: UUID
    municipality_id: UUID
    person_id: UUID
    worker_id: UUID


async def conflict_declared(work: UnitOfWork, conflict: ConflictOfInterest, at: datetime) -> None:
    """Referrals about this person are not there any more for this worker, whatever agency they act for. Background."""
    await store.hear(
        work, conflict.id, conflict.municipality_id, conflict.person_id, conflict.worker_id, declared_at=at
    )


async def conflict_lifted(work: UnitOfWork, conflict: ConflictOfInterest, at: datetime) -> None:
    """They are there again, also should the declaration be heard of later. Background work."""
    await store.hear(work, conflict.id, conflict.municipality_id, conflict.person_id, conflict.worker_id, lifted_at=at)
