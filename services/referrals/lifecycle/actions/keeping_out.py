"""Keep workers from referrals: those close to the person, and of a restricted one all who are not named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals.lifecycle.store import kept_out as store
from services.referrals.lifecycle.store import restricted
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


async def person_restricted(
    work: UnitOfWork, person_id: UUID, municipality_id: UUID, known_to: Sequence[UUID], at: datetime
) -> None:
    """Referrals about this person are there for these workers alone, whatever their agency. Background work."""
    await restricted.hear(work, person_id, municipality_id, known_to, at)


async def person_unrestricted(work: UnitOfWork, person_id: UUID, municipality_id: UUID, at: datetime) -> None:
    """They are there for both agencies again, also should the restriction be heard of later. Background work."""
    await restricted.hear(work, person_id, municipality_id, None, at)
