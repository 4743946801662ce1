"""What followed from a referral."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.predicate import MAY_READ, reader
from services.referrals.lifecycle.store.places import PLACE
from services.referrals.lifecycle.store.rows import referral_from
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_FOLLOWED_BY = Statement("SELECT * FROM followed_by(CAST(:id AS uuid))")
_READABLE = Statement(f"SELECT r.*, {PLACE} FROM referral r WHERE r.id = ANY (CAST(:ids AS uuid[])) AND {MAY_READ}")


async def followed_by(work: UnitOfWork, referral_id: UUID) -> list[asyncpg.Record]:
    """How those that follow it stand, nearest first; only those that the reader's agency set off."""
    return await work.rows(_FOLLOWED_BY, id=referral_id)


async def readable(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Referral]:
    """Of these, those that the reader may read."""
    rows = await work.rows(_READABLE, ids=list(ids), **reader(work))
    return {row["id"]: referral_from(row) for row in rows}
