"""Ask who may speak for somebody."""

from uuid import UUID

from services.cases.people.domain.parts import Power
from services.cases.people.store import representatives as store
from shared.database.unit_of_work import UnitOfWork


async def may_for(work: UnitOfWork, person_id: UUID, relationship_id: UUID, power: Power) -> bool:
    """Whether a representative may do this for a person today; False too for one whom the caller does not see."""
    found = await store.representation(work, person_id, relationship_id)
    return found is not None and found.lets(power, work.now)
