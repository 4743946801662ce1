"""Who works where, for those who may know it."""

from dataclasses import dataclass
from uuid import UUID

from services.identity.agencies.actions import open_agency
from services.identity.agencies.domain import Standing
from services.identity.agencies.policy import permitted
from services.identity.workers import store
from services.identity.workers.domain import Membership, Worker, tidy_login
from services.identity.workers.policy import LIST, RULES, SEE, WorkerFacts
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, Role, WorkerId
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound


@dataclass(frozen=True)
class WorkerInBrief:
    """Who a worker is, for whoever reads what they wrote.

    Attributes:
        version: of the full row; None when the caller is no colleague.
    """

    id: UUID
    display_name: str
    agencies: tuple[AgencyId, ...]
    version: int | None


async def open_worker(work: UnitOfWork, worker_id: UUID) -> WorkerInBrief:
    """Who a worker is.

    Raises:
        NotFound: no such worker.
    """
    permitted(RULES, SEE, work.actor, WorkerFacts(_own_agency(work)))
    brief = await store.worker_in_brief(work, worker_id)
    if brief is None:
        raise NotFound
    colleague = await store.worker(work, worker_id)
    return WorkerInBrief(worker_id, *brief, version=colleague.version if colleague else None)


async def worker_called(work: UnitOfWork, login: str) -> Worker:
    """Who signs in with this name. For the installation, which knows nobody's id.

    Raises:
        NotFound: nobody.
    """
    permitted(RULES, SEE, work.actor, WorkerFacts(_own_agency(work)))
    worker = await store.worker_called(work, tidy_login(login))
    if worker is None:
        raise NotFound
    return worker


async def myself(work: UnitOfWork, worker_id: UUID) -> Worker:
    """The worker who calls.

    Raises:
        NotFound: the token outlived them.
    """
    worker = await store.worker(work, worker_id)
    if worker is None:
        raise NotFound
    return worker


async def open_member(work: UnitOfWork, *, agency_id: UUID, worker_id: UUID) -> tuple[Worker, Membership]:
    """A worker of the caller's agency, with their latest membership.

    Raises:
        NotFound: no such agency, or they never worked there.
        NotAllowed: the caller acts for another agency.
    """
    agency = await open_agency(work, agency_id)
    permitted(RULES, LIST, work.actor, WorkerFacts(agency.id))
    worker, membership = await store.worker(work, worker_id), await store.membership(work, worker_id, agency_id)
    if worker is None or membership is None:
        raise NotFound
    return worker, membership


async def list_workers(
    work: UnitOfWork, agency_id: UUID, *, role: Role | None, after: tuple[str, UUID] | None, most: int
) -> list[tuple[Worker, Membership]]:
    """Workers of the caller's agency by name, those who have left among them.

    Raises:
        NotFound: no such agency.
        NotAllowed: the caller acts for another agency.
    """
    agency = await open_agency(work, agency_id)
    permitted(RULES, LIST, work.actor, WorkerFacts(agency.id))
    return await store.colleagues(work, agency_id, role=role, after=after, most=most)


async def standings_of(work: UnitOfWork, worker_id: UUID) -> list[Standing]:
    """For which agencies a worker may act now, and what that brings; agencies by name."""
    return await store.standings(work, worker_id)


async def standing_of(work: UnitOfWork, worker_id: UUID, agency_id: UUID) -> Standing | None:
    """What a worker may do for an agency now; None when they may not act for it."""
    return await store.standing(work, worker_id, agency_id)


async def facts_about(work: UnitOfWork, worker_id: UUID) -> WorkerFacts:
    """What rules ask about a worker, seen from the caller's agency."""
    agency_id = _own_agency(work)
    brief = await store.worker_in_brief(work, worker_id)
    agencies = frozenset(brief[1]) if brief else frozenset()
    return WorkerFacts(
        agency_id=agency_id,
        worker_id=WorkerId(worker_id),
        works_here=agency_id in agencies,
        works_elsewhere=bool(agencies - {agency_id}),
    )


def _own_agency(work: UnitOfWork) -> AgencyId | None:
    return work.actor.agency_id if isinstance(work.actor, Actor) else None
