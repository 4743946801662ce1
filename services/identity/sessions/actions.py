"""How sign-ins begin and end."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.identity.sessions import store
from services.identity.sessions.domain import (
    SESSION_LASTS,
    EndedBecause,
    Holder,
    Session,
    SessionId,
    announced_until,
)
from services.identity.sessions.events import SessionEnded
from shared.contracts.identity.vocabulary import SystemId
from shared.database.unit_of_work import UnitOfWork


async def start_session(
    work: UnitOfWork,
    *,
    session_id: UUID,
    holder: Holder,
    system_id: SystemId,
    scopes: Sequence[str],
    signed_in_at: datetime,
) -> Session:
    """Somebody has signed in through a front end."""
    session = Session(
        id=SessionId(session_id),
        holder=holder,
        system_id=system_id,
        scopes=tuple(scopes),
        signed_in_at=signed_in_at,
        ends_at=signed_in_at + SESSION_LASTS,
    )
    await store.add_session(work, session)
    return session


async def live_session(work: UnitOfWork, session_id: UUID) -> Session | None:
    """The session while it lasts."""
    session = await store.session(work, session_id)
    return session if session is not None and session.is_alive(work.now) else None


async def end_session(work: UnitOfWork, session_id: UUID, because: EndedBecause) -> None:
    """End one sign-in; nothing happens to one that has ended."""
    await _tell_everybody(work, await store.end_session(work, session_id, because))


async def end_sessions_of_worker(
    work: UnitOfWork, worker_id: UUID, because: EndedBecause, *, agency_id: UUID | None = None
) -> None:
    """End all sign-ins of a worker, or those for one agency."""
    await _tell_everybody(work, await store.end_sessions_of_worker(work, worker_id, agency_id, because))


async def end_sessions_of_account(work: UnitOfWork, account_id: UUID) -> None:
    """End all sign-ins with an account that has ended."""
    await _tell_everybody(work, await store.end_sessions_of_account(work, account_id, EndedBecause.ACCOUNT_ENDED))


async def end_sessions_of_system(work: UnitOfWork, system_id: UUID, own_session: UUID, because: EndedBecause) -> None:
    """End the tokens that a system holds itself, and all sign-ins through it."""
    through_it = await store.end_sessions_of_system(work, system_id, because)
    await _tell_everybody(work, [own_session, *through_it])


async def end_sessions_of_agency(work: UnitOfWork, agency_id: UUID, of_systems: Sequence[UUID]) -> None:
    """End everything that is done for an agency: by its workers, and by its systems themselves."""
    of_workers = await store.end_sessions_of_agency(work, agency_id, EndedBecause.AGENCY_CLOSED)
    await _tell_everybody(work, [*of_systems, *of_workers])


async def end_token(work: UnitOfWork, token_id: UUID) -> None:
    """End a single access token; its session goes on."""
    await store.announce(work, [token_id], announced_until(work.now))


async def ended_early(work: UnitOfWork) -> list[UUID]:
    """Sessions and tokens that ended early and whose tokens may still be young."""
    return await store.announced(work)


async def has_ended(work: UnitOfWork, *ids: UUID) -> bool:
    """Whether one of these sessions and tokens ended early, within the life of a token."""
    return await store.is_announced(work, *ids)


async def forget_old_endings(work: UnitOfWork) -> int:
    """Delete announcements that have outlived every token; how many."""
    return await store.forget_announced(work)


async def _tell_everybody(work: UnitOfWork, session_ids: Sequence[UUID]) -> None:
    if session_ids:
        until = announced_until(work.now)
        await store.announce(work, session_ids, until)
        await work.tell(*(SessionEnded(session_id=one, until=until) for one in session_ids))
