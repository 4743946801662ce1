"""How a worker comes to a password."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.identity.accounts.domain import new_code, plain_code
from services.identity.agencies.policy import INSTALLATION, permitted
from services.identity.sessions.actions import end_sessions_of_worker
from services.identity.sessions.domain import EndedBecause
from services.identity.sign_in.actions.signing_in import Attempt
from services.identity.sign_in.store import passwords
from services.identity.systems.domain import digest_of
from services.identity.workers.actions.reading import facts_about, open_worker
from services.identity.workers.domain import tidy_login
from services.identity.workers.policy import RULES, SET_PASSWORD
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import WorkerId
from shared.database.unit_of_work import UnitOfWork

INVITATION_LASTS: Final = timedelta(days=3)


async def set_password(work: UnitOfWork, worker_id: UUID, kept: str) -> None:
    """Give a worker a password. The installation only, for the first administrators and for demonstrations.

    Args:
        kept: `sign_in.domain.passwords.hashed(password)`, computed before the transaction.
    """
    assert work.actor == INSTALLATION, "workers choose their own passwords"
    await passwords.keep_password(work, worker_id, kept)


async def invite_to_choose(work: UnitOfWork, worker_id: UUID) -> tuple[str, datetime]:
    """An administrator asks a worker to choose a (new) password.

    Returns:
        The code to hand over, shown now and never again, and until when it is good.

    Raises:
        NotFound: no such worker.
        NotAllowed: they work for another agency, or also for another one.
    """
    await open_worker(work, worker_id)
    permitted(RULES, SET_PASSWORD, work.actor, await facts_about(work, worker_id))
    code, expires_at = new_code(), work.now + INVITATION_LASTS
    agency_id = work.actor.agency_id if isinstance(work.actor, Actor) else None
    await passwords.invite(work, worker_id, digest_of(plain_code(code)), expires_at, agency_id=agency_id)
    return code, expires_at


async def invited_worker(work: UnitOfWork, *, login: str, code: str) -> WorkerId | None:
    """Who was given this code and signs in with this name; None when nobody was, or it is too late."""
    return await passwords.invited(work, tidy_login(login), digest_of(plain_code(code)))


async def choose_password(work: UnitOfWork, worker_id: WorkerId, kept: str, attempt: Attempt) -> None:
    """The invited worker has chosen; they are signed out everywhere, and the code is used up."""
    await passwords.keep_password(work, worker_id, kept)
    await passwords.forgive(work, attempt.account)
    await passwords.accept_invitation(work, worker_id)
    await end_sessions_of_worker(work, worker_id, EndedBecause.PASSWORD_CHANGED)
