"""Open one person's record."""

from uuid import UUID

from services.cases.record.store import record as store
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound


async def open_record(work: UnitOfWork, person_id: UUID) -> str:
    """Everything about a person that the caller may see, and why, as JSON; logged with it.

    Raises:
        NotFound: no ground, or no such person: the same, and logged as denied either way.
    """
    log_if_denied(work, Look("open-record", person_id=person_id))
    found = await store.open_record(work, person_id)
    if found is None:
        raise NotFound
    return found
