"""What an agency says of a listing here, whatever its feed says: its places, whom it takes, and how soon it acts."""

from uuid import UUID

from services.referrals.deadlines.domain.service_level import ServiceLevel
from services.referrals.directory.domain.intake import IntakeRules
from services.referrals.directory.domain.listing import Capacity
from services.referrals.directory.store import tables as _tables  # noqa: F401 - they belong to the schema
from shared.contracts.referrals.directory import ListingId
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_STATE_CAPACITY = Statement("""
    UPDATE listing SET free_places = :free_places, total_places = :total_places, waiting_days = :waiting_days,
        waiting_people = :waiting_people, capacity_note = :note, capacity_said_at = :said_at,
        version = version + 1, changed_at = :said_at
    WHERE id = :id
""")
_PROMISE = Statement("""
    UPDATE listing SET service_level = :service_level, version = version + 1, changed_at = :at, changed_by = :by
    WHERE id = :id
""")
_SAY_WHOM = Statement("""
    UPDATE listing SET intake = :intake, version = version + 1, changed_at = :at, changed_by = :by WHERE id = :id
""")


async def state_capacity(work: UnitOfWork, listing_id: ListingId, capacity: Capacity) -> None:
    """Keep what an agency says about its places."""
    await work.run(
        _STATE_CAPACITY,
        id=listing_id,
        free_places=capacity.free_places,
        total_places=capacity.total_places,
        waiting_days=capacity.waiting_days,
        waiting_people=capacity.waiting_people,
        note=capacity.note,
        said_at=capacity.said_at,
    )


async def say_whom(work: UnitOfWork, listing_id: ListingId, rules: IntakeRules, by: UUID) -> None:
    """Keep whom a listing takes."""
    await work.run(_SAY_WHOM, id=listing_id, intake=rules.values(), at=work.now, by=by)


async def promise(work: UnitOfWork, listing_id: ListingId, level: ServiceLevel, by: UUID) -> None:
    """Keep how soon a listing promises to act."""
    await work.run(_PROMISE, id=listing_id, service_level=level.values(), at=work.now, by=by)
