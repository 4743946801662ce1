"""Packages: referrals of one sender that share an id."""

from collections.abc import Sequence
from uuid import UUID

from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.predicate import MAY_READ, reader
from services.referrals.lifecycle.store.places import PLACE
from services.referrals.lifecycle.store.rows import referral_from
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_PACK = Statement(
    "UPDATE referral SET package_id = :package_id WHERE id = ANY (CAST(:ids AS uuid[])) AND package_id IS NULL"
)
_OPEN = Statement(f"""
    SELECT r.*, {PLACE} FROM referral r
    WHERE r.package_id = :package_id AND r.sender_agency_id = :reader_agency AND {MAY_READ} ORDER BY r.id
""")


async def pack(work: UnitOfWork, package_id: UUID, referral_ids: Sequence[UUID]) -> None:
    """Remember that these were sent together."""
    await work.run(_PACK, package_id=package_id, ids=list(referral_ids))


async def open_package(work: UnitOfWork, package_id: UUID) -> list[Referral]:
    """The referrals of a package that the reader's agency sent, and those that follow them."""
    return [referral_from(row) for row in await work.rows(_OPEN, package_id=package_id, **reader(work))]
