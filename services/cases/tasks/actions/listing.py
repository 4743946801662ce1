"""List what must be done."""

from services.cases.tasks.domain.listing import Place, Wanted
from services.cases.tasks.store import listing as store
from services.cases.tasks.store.listing import Listed
from shared.database.unit_of_work import UnitOfWork


async def list_tasks(work: UnitOfWork, wanted: Wanted, after: Place | None, limit: int) -> Listed:
    """What somebody must do, first what is due first and of that the riskiest, with all that a row shows; logged."""
    return await store.list_some(work, wanted, after, limit)
