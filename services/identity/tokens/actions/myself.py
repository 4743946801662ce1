"""What a caller may know about themselves."""

from dataclasses import dataclass
from uuid import UUID

from services.identity.agencies.actions import open_agency
from services.identity.systems.actions import own_name
from services.identity.workers.actions.reading import myself, standings_of
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Me:
    """The caller.

    Attributes:
        agencies: ids and names of those for which they could sign in.
    """

    display_name: str
    login: str | None
    agency_name: str
    agencies: tuple[tuple[UUID, str], ...]


async def whoami(work: UnitOfWork, actor: Actor) -> Me:
    """The caller, by name.

    Raises:
        NotFound: the token outlived whom it names.
    """
    agency = await open_agency(work, actor.agency_id)
    if actor.system_id is not None:
        name = await own_name(work, actor.system_id)
        if name is None:
            raise NotFound
        return Me(name, None, agency.name, ((agency.id, agency.name),))
    worker = await myself(work, actor.subject)
    choices = await standings_of(work, actor.subject)
    return Me(
        worker.display_name, worker.login, agency.name, tuple((one.agency_id, one.agency_name) for one in choices)
    )
