"""An agency closes."""

from uuid import UUID

from services.identity.agencies import actions as agencies
from services.identity.agencies.domain import Agency
from services.identity.sessions.actions import end_sessions_of_agency
from services.identity.systems.actions import own_sessions
from shared.database.unit_of_work import UnitOfWork


async def close_agency(work: UnitOfWork, agency_id: UUID) -> Agency:
    """From now on nobody acts for this agency: no token is given, and those that were given end. The installation only.

    Raises:
        NotFound: no such agency.
    """
    agency = await agencies.close_agency(work, agency_id)
    await end_sessions_of_agency(work, agency_id, await own_sessions(work, agency_id))
    return agency
