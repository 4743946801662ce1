"""Let those who ask whether somebody is known be sent to whoever coordinates."""

from uuid import UUID

from services.cases.coordination.store import team as team_store
from services.cases.people.actions.known import name_coordinator
from shared.database.unit_of_work import UnitOfWork


async def point_to_lead(work: UnitOfWork, person_id: UUID) -> None:
    """Name the lead's agency as the one to turn to about a person, or nobody when no case is open. Background work."""
    await name_coordinator(work, person_id, await team_store.lead_agency_of(work, person_id))
