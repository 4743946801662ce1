"""List what a worker or an agency has to do."""

from services.cases.record.store import worklist as store
from services.cases.record.store.worklist import Listed, Place
from shared.database.unit_of_work import UnitOfWork


async def list_work(work: UnitOfWork, *, whole_agency: bool, after: Place | None, limit: int) -> Listed:
    """Open cases on whose team the caller is, or anybody of the agency, with all that a row shows; logged with it."""
    return await store.list_work(work, whole_agency=whole_agency, after=after, limit=limit)
