"""How workers come, change and go."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.identity.accounts.domain import is_account_name
from services.identity.agencies.actions import hold_agency
from services.identity.agencies.policy import INSTALLATION, permitted
from services.identity.sessions.actions import end_sessions_of_worker
from services.identity.sessions.domain import EndedBecause
from services.identity.workers import store
from services.identity.workers.actions.reading import facts_about
from services.identity.workers.domain import WORKER_ROLES, Keep, Membership, MembershipId, Worker, tidy_login
from services.identity.workers.events import WorkerJoined, WorkerLeft, WorkerRevoked, WorkerRolesChanged
from services.identity.workers.policy import MANAGE, RENAME, RULES, WorkerFacts
from shared.contracts.identity.vocabulary import AgencyId, Role, WorkerId
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotFound, Stale


class LastAdministrator(Conflict):
    """An agency keeps at least one administrator; name another one first."""

    code = "last-administrator"
    title = "The last administrator of the agency"
    title_fr = "Dernier administrateur de l'organisme"


async def register_worker(
    work: UnitOfWork,
    *,
    agency_id: UUID,
    display_name: str,
    login: str,
    roles: Collection[Role],
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    worker_id: UUID | None = None,
) -> tuple[Worker, Membership]:
    """A worker who is new here begins to work for an agency.

    Raises:
        NotFound: no such agency.
        NotAllowed: the caller does not administrate it.
        LoginTaken: another worker signs in with this name.
        Invalid: no role, or dates the wrong way round.
    """
    await _may_manage(work, agency_id)
    worker = Worker(WorkerId(worker_id or new_id()), display_name, tidy_login(login))
    if is_account_name(worker.login):
        raise store.LoginTaken
    await store.add_worker(work, worker)
    return worker, await _join(work, worker.id, agency_id, roles, valid_from, valid_until)


async def add_membership(
    work: UnitOfWork,
    *,
    agency_id: UUID,
    worker_id: UUID,
    roles: Collection[Role],
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> tuple[Worker, Membership]:
    """A worker who is known here begins to work for one more agency, or again.

    Raises:
        NotFound: no such agency or worker.
        NotAllowed: the caller does not administrate the agency.
        AlreadyMember: they work there at that time.
        Invalid: no role, or dates the wrong way round.
    """
    await _may_manage(work, agency_id)
    if await store.worker_in_brief(work, worker_id) is None:
        raise NotFound
    membership = await _join(work, WorkerId(worker_id), agency_id, roles, valid_from, valid_until)
    worker = await store.worker(work, worker_id)
    assert worker is not None, "an agency sees its own workers"
    return worker, membership


async def change_membership(
    work: UnitOfWork,
    *,
    agency_id: UUID,
    worker_id: UUID,
    version: int,
    roles: Collection[Role] | Keep = Keep.AS_IT_IS,
    valid_until: datetime | Keep | None = Keep.AS_IT_IS,
) -> tuple[Worker, Membership]:
    """Give a worker other roles, or another end. Whoever loses a role is signed out.

    Args:
        valid_until: None takes the end away.

    Raises:
        NotFound, NotAllowed, Stale, Invalid: as everywhere.
        Conflict: the membership is over.
        LastAdministrator: nobody else would administrate the agency.
    """
    await _may_manage(work, agency_id)
    worker, present = await _member_for_change(work, agency_id, worker_id)
    if present.version != version:
        raise Stale
    if present.is_over(work.now):
        raise Conflict("This membership is over; begin a new one.", detail_fr="Cette affectation est terminée.")
    changed = present.changed(
        roles=present.roles if isinstance(roles, Keep) else _checked_roles(roles),
        valid_until=present.valid_until
        if isinstance(valid_until, Keep)
        else _checked_end(present.valid_from, valid_until),
    )
    if changed is not present:
        await _save_change(work, present, changed)
    return worker, changed


async def revoke_worker(work: UnitOfWork, *, agency_id: UUID, worker_id: UUID) -> tuple[Worker, Membership]:
    """From now on the worker may not act for the agency; all their sign-ins for it end.

    Raises:
        NotFound, NotAllowed: as everywhere.
        Conflict: they do not work there any more.
        LastAdministrator: nobody else would administrate the agency.
    """
    await _may_manage(work, agency_id)
    worker, present = await _member_for_change(work, agency_id, worker_id)
    if present.is_over(work.now):
        raise Conflict("They do not work there any more.", detail_fr="Cette personne n'y travaille plus.")
    ended = present.ended(work.now)
    await _agency_keeps_an_administrator(work, present, ended)
    await store.save_membership(work, ended)
    await end_sessions_of_worker(work, worker_id, EndedBecause.WORKER_REVOKED, agency_id=agency_id)
    await work.tell(WorkerRevoked(worker_id=worker.id, agency_id=present.agency_id))
    brief = await store.worker_in_brief(work, worker_id)
    if brief is None or not brief[1]:
        await work.tell(WorkerLeft(worker_id=worker.id))
    return worker, ended


async def rename_worker(work: UnitOfWork, worker_id: UUID, *, version: int, display_name: str) -> Worker:
    """Correct the name that colleagues see.

    Raises:
        NotFound: no such worker among those the caller sees.
        NotAllowed: neither their own name nor that of a worker they administrate.
        Stale: somebody changed it since this version.
    """
    if await store.worker(work, worker_id) is None:
        raise NotFound
    permitted(RULES, RENAME, work.actor, await facts_about(work, worker_id))
    worker = await store.worker(work, worker_id, for_change=True)
    assert worker is not None, "whoever may rename a worker may change the row"
    if worker.version != version:
        raise Stale
    renamed = worker.renamed(display_name)
    if renamed is not worker:
        await store.save_worker(work, renamed)
    return renamed


async def _may_manage(work: UnitOfWork, agency_id: UUID) -> None:
    """Decide, and let nobody else change this agency's workers until we are done."""
    if not await hold_agency(work, agency_id):
        raise NotFound
    permitted(RULES, MANAGE, work.actor, WorkerFacts(AgencyId(agency_id)))


async def _join(
    work: UnitOfWork,
    worker_id: WorkerId,
    agency_id: UUID,
    roles: Collection[Role],
    valid_from: datetime | None,
    valid_until: datetime | None,
) -> Membership:
    begins = valid_from or work.now
    membership = Membership(
        id=MembershipId(new_id()),
        worker_id=worker_id,
        agency_id=AgencyId(agency_id),
        roles=_checked_roles(roles),
        valid_from=begins,
        valid_until=_checked_end(begins, valid_until),
    )
    await store.add_membership(work, membership)
    await work.tell(WorkerJoined(worker_id=worker_id, agency_id=membership.agency_id))
    return membership


async def _member_for_change(work: UnitOfWork, agency_id: UUID, worker_id: UUID) -> tuple[Worker, Membership]:
    membership = await store.membership(work, worker_id, agency_id, for_change=True)
    worker = await store.worker(work, worker_id)
    if membership is None or worker is None:
        raise NotFound
    return worker, membership


async def _save_change(work: UnitOfWork, present: Membership, changed: Membership) -> None:
    await _agency_keeps_an_administrator(work, present, changed)
    await store.save_membership(work, changed)
    if not present.roles <= changed.roles or changed.is_over(work.now):
        await end_sessions_of_worker(work, present.worker_id, EndedBecause.WORKER_REVOKED, agency_id=present.agency_id)
    await work.tell(WorkerRolesChanged(worker_id=present.worker_id, agency_id=present.agency_id))


async def _agency_keeps_an_administrator(work: UnitOfWork, present: Membership, changed: Membership) -> None:
    stays = Role.ADMINISTRATOR in changed.roles and not changed.is_over(work.now)
    if Role.ADMINISTRATOR not in present.roles or stays or work.actor == INSTALLATION:
        return
    if not await store.others_administrate(work, present.agency_id, present.worker_id):
        raise LastAdministrator


def _checked_roles(roles: Collection[Role]) -> frozenset[Role]:
    if not roles or not WORKER_ROLES.issuperset(roles):
        raise Invalid.field(
            "#/roles",
            "roles",
            "At least one role, and only roles of workers.",
            "Au moins un rôle, et seulement des rôles d'intervenants.",
        )
    return frozenset(roles)


def _checked_end(begins: datetime, ends: datetime | None) -> datetime | None:
    if ends is not None and ends <= begins:
        raise Invalid.field("#/valid_until", "before_begin", "It ends after it begins.", "La fin suit le début.")
    return ends
