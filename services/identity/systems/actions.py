"""What can be done with systems."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict
from uuid import UUID

from typing_extensions import Unpack

from services.identity.agencies.actions import hold_agency
from services.identity.agencies.domain import Standing
from services.identity.agencies.policy import permitted
from services.identity.sessions.actions import end_sessions_of_system
from services.identity.sessions.domain import EndedBecause
from services.identity.systems import store
from services.identity.systems.domain import (
    Authentication,
    GrantType,
    Secret,
    System,
    check_registration,
    checked_keys,
    digest_of,
    new_secret,
)
from services.identity.systems.events import SystemChanged, SystemCredentialsChanged, SystemRegistered, SystemRevoked
from services.identity.systems.policy import MANAGE, OPEN_TO_ALL, RULES, SystemFacts
from shared.contracts.identity.vocabulary import AgencyId, Purpose, Scope, SystemId
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotFound, Stale


class NotWithThisAuthentication(Conflict):
    """Only systems that authenticate by a secret have one to rotate, and only those that sign assertions have keys."""

    code = "not-with-this-authentication"
    title = "The system authenticates in another way"
    title_fr = "Le système s'authentifie autrement"


class Description(TypedDict, total=False):
    """What an administrator may change about a system; what is not given stays."""

    name: str
    redirect_uris: Sequence[str]
    scopes: frozenset[Scope]
    purposes: frozenset[Purpose]


async def register_system(
    work: UnitOfWork,
    *,
    agency_id: UUID,
    name: str,
    authentication: Authentication,
    grants: Collection[GrantType],
    scopes: Collection[Scope],
    purposes: Collection[Purpose] = (Purpose.CARE_COORDINATION,),
    redirect_uris: Sequence[str] = (),
    keys: Sequence[Mapping[str, Any]] = (),
    open_to_all: bool = False,
    system_id: UUID | None = None,
    secret: str | None = None,
) -> tuple[System, str | None]:
    """An agency registers software that acts for it, or through which workers sign in.

    Args:
        open_to_all: workers of every agency may sign in through it; the installation only.
        secret: made up when not given; given only where somebody must know it beforehand, as in a demonstration.

    Returns:
        The system, and its secret where it authenticates by one: shown now and never again.

    Raises:
        NotFound: no such agency.
        NotAllowed: the caller does not administrate it.
        Invalid: points at what does not fit together.
    """
    if not await hold_agency(work, agency_id):
        raise NotFound
    permitted(RULES, MANAGE, work.actor, SystemFacts(AgencyId(agency_id)))
    if open_to_all:
        permitted(RULES, OPEN_TO_ALL, work.actor, SystemFacts(AgencyId(agency_id)))
    uses_secret = authentication is Authentication.CLIENT_SECRET_BASIC
    shown = (secret or new_secret()) if uses_secret else None
    system = System(
        id=SystemId(system_id or new_id()),
        agency_id=AgencyId(agency_id),
        name=name,
        authentication=authentication,
        grants=frozenset(grants),
        redirect_uris=tuple(redirect_uris),
        scopes=frozenset(scopes),
        purposes=frozenset(purposes),
        keys=checked_keys(keys),
        session_id=new_id(),
        open_to_all=open_to_all,
        secret=None if shown is None else Secret(digest_of(shown)),
    )
    check_registration(system)
    await store.add_system(work, system)
    await work.tell(SystemRegistered(system_id=system.id, agency_id=system.agency_id))
    return system, shown


async def edit_system(
    work: UnitOfWork, system_id: UUID, agency_id: AgencyId, *, version: int, **change: Unpack[Description]
) -> System:
    """An administrator describes a system anew. When it may do less than before, its tokens end.

    Raises:
        NotFound, NotAllowed: as everywhere.
        Invalid: points at what does not fit together.
        Stale: somebody changed it since this version.
        Conflict: it is revoked.
    """
    system = await _for_change(work, system_id, agency_id)
    if system.version != version:
        raise Stale
    changed = system.described(**change)
    check_registration(changed)
    if not changed.may_do_all_of(system):
        changed = await _signed_out(work, changed)
    await store.save_system(work, changed)
    await work.tell(SystemChanged(system_id=changed.id, agency_id=changed.agency_id))
    return changed


async def rotate_secret(
    work: UnitOfWork, system_id: UUID, agency_id: AgencyId, *, keep_previous: timedelta
) -> tuple[System, str]:
    """A new secret, while the one before opens a little longer.

    Args:
        keep_previous: nothing when the one before may be known to others: then its tokens end too.

    Returns:
        The system, and the secret: shown now and never again.

    Raises:
        NotFound, NotAllowed: as everywhere.
        NotWithThisAuthentication: it has none.
        Conflict: it is revoked.
    """
    system = await _for_change(work, system_id, agency_id)
    if system.secret is None:
        raise NotWithThisAuthentication
    shown = new_secret()
    changed = system.with_secret(system.secret.replaced(digest_of(shown), keep_until=work.now + keep_previous))
    if not keep_previous:
        changed = await _signed_out(work, changed)
    await _save_credentials(work, changed)
    return changed, shown


async def register_keys(
    work: UnitOfWork, system_id: UUID, agency_id: AgencyId, keys: Sequence[Mapping[str, Any]], *, version: int
) -> System:
    """These public keys check its assertions from now on, and no others.

    Raises:
        NotFound, NotAllowed: as everywhere.
        NotWithThisAuthentication: it signs no assertions.
        Invalid: points at one that is no public P-256 key.
        Stale: somebody changed it since this version.
        Conflict: it is revoked.
    """
    system = await _for_change(work, system_id, agency_id)
    if system.version != version:
        raise Stale
    if system.authentication is not Authentication.PRIVATE_KEY_JWT:
        raise NotWithThisAuthentication
    if not keys:
        raise Invalid.field(
            "#/keys",
            "keys",
            "At least one key; to shut the system out, revoke it.",
            "Au moins une clé ; pour exclure le système, révoquez-le.",
        )
    changed = system.with_keys(checked_keys(keys))
    await _save_credentials(work, changed)
    return changed


async def revoke_system(work: UnitOfWork, system_id: UUID, agency_id: AgencyId) -> System:
    """The system may not act any more; its tokens, and sign-ins through it, end now.

    Raises:
        NotFound, NotAllowed: as everywhere.
        Conflict: it is revoked already.
    """
    revoked = (await _for_change(work, system_id, agency_id)).revoked(work.now)
    await store.save_system(work, revoked)
    await end_sessions_of_system(work, revoked.id, revoked.session_id, EndedBecause.SYSTEM_REVOKED)
    await work.tell(SystemRevoked(system_id=revoked.id, agency_id=revoked.agency_id))
    return revoked


async def open_system(work: UnitOfWork, system_id: UUID, agency_id: AgencyId) -> System:
    """A system of the caller's agency.

    Raises:
        NotFound: no such system there.
        NotAllowed: the caller does not administrate the agency.
    """
    permitted(RULES, MANAGE, work.actor, SystemFacts(agency_id))
    system = await store.system(work, system_id, agency_id)
    if system is None:
        raise NotFound
    return system


async def list_systems(work: UnitOfWork, agency_id: AgencyId, *, after: UUID | None, most: int) -> list[System]:
    """Systems of the caller's agency, those revoked among them.

    Raises:
        NotAllowed: the caller does not administrate the agency.
    """
    permitted(RULES, MANAGE, work.actor, SystemFacts(agency_id))
    return await store.systems_of(work, agency_id, after=after, most=most)


async def own_sessions(work: UnitOfWork, agency_id: UUID) -> list[UUID]:
    """The sessions in which an agency's systems act themselves."""
    return await store.own_sessions(work, agency_id)


async def own_name(work: UnitOfWork, system_id: UUID) -> str | None:
    """What the system that calls is called."""
    return await store.own_name(work, system_id)


async def client(asked: UnitOfWork | Database, client_id: UUID) -> tuple[System, Standing] | None:
    """An OAuth client that may act now, and what it may do itself.

    Args:
        asked: the database itself where nothing else is asked or changed: one round trip instead of three.
    """
    return await store.client(asked, client_id)


async def use_assertion(work: UnitOfWork, system: System, jti: str, until: datetime) -> bool:
    """Let an assertion count once; False when it was used before."""
    return await store.use_assertion(work, system.id, digest_of(jti), until)


async def forget_used_assertions(work: UnitOfWork) -> int:
    """Delete what has expired; how many."""
    return await store.forget_assertions(work)


async def _for_change(work: UnitOfWork, system_id: UUID, agency_id: AgencyId) -> System:
    permitted(RULES, MANAGE, work.actor, SystemFacts(agency_id))
    system = await store.system(work, system_id, agency_id, for_change=True)
    if system is None:
        raise NotFound
    if not system.active:
        raise Conflict("The system is revoked.", detail_fr="Le système est révoqué.")
    return system


async def _signed_out(work: UnitOfWork, system: System) -> System:
    """End its tokens and the sign-ins through it; those that it gets from now on are not concerned."""
    await end_sessions_of_system(work, system.id, system.session_id, EndedBecause.SYSTEM_REVOKED)
    return system.in_a_new_session(new_id())


async def _save_credentials(work: UnitOfWork, system: System) -> None:
    await store.save_system(work, system)
    await work.tell(SystemCredentialsChanged(system_id=system.id, agency_id=system.agency_id))
